-- The reference layers of a release in display coordinates, once for all zooms. Pieces of a road
-- with one name are one line, so that its name has room. `number` is the same after a rollback.
CREATE TEMP TABLE flat_base ON COMMIT DROP AS
WITH flat AS (
  SELECT b.kind, b.row_no, b.name, b.rank, ST_Transform(b.geom, :display) AS geom
  FROM release r
  JOIN base_feature b ON b.sys @> r.published_at
  WHERE r.id = :release
), joined AS (
  SELECT kind, min(row_no) AS number, name, rank,
    ST_LineMerge(ST_Collect(geom ORDER BY row_no)) AS geom
  FROM flat
  WHERE ST_Dimension(geom) = 1 AND name IS NOT NULL
  GROUP BY kind, name, rank
  UNION ALL
  SELECT kind, row_no, name, rank, geom
  FROM flat
  WHERE ST_Dimension(geom) <> 1 OR name IS NULL
)
SELECT
  kind, number, name, rank, geom,
  ST_Area(geom) AS area,
  ST_Length(geom) AS length
FROM joined
