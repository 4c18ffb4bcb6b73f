-- The reference layers' part of each tile of a zoom, a row for each layer that shows anything.
-- Of the buildings at most :most are kept, the largest; feature ids are row numbers of the file.
WITH tile AS MATERIALIZED (
  SELECT
    x, y,
    ST_TileEnvelope(:zoom, x, y) AS box,
    ST_TileEnvelope(:zoom, x, y, margin => CAST(:buffer AS float) / :extent) AS search
  FROM generate_series(CAST(:west AS int), CAST(:east AS int)) AS x
  CROSS JOIN generate_series(CAST(:north AS int), CAST(:south AS int)) AS y
)
SELECT tile.x, tile.y, layer.kind, layer.features, layer.mvt
FROM tile
CROSS JOIN unnest(CAST(:wanted AS text[])) AS wanted (kind)
CROSS JOIN LATERAL (
  SELECT
    wanted.kind,
    count(*) AS features,
    ST_AsMVT(f, wanted.kind, :extent, 'geom', 'id' ORDER BY f.id) AS mvt
  FROM (
    SELECT id, name, rank, geom
    FROM (
      SELECT
        b.number AS id, b.name, b.rank,
        ST_AsMVTGeom(b.geom, tile.box, :extent, :buffer, true) AS geom,
        row_number() OVER (ORDER BY b.area DESC, b.number) AS place
      FROM pg_temp.display_base b
      WHERE b.part = 8 * :zoom + array_position(CAST(:kinds AS text[]), wanted.kind)
        AND b.geom && tile.search
    ) AS cut
    WHERE geom IS NOT NULL AND (CAST(:most AS int) IS NULL OR place <= :most)
  ) AS f
) AS layer
WHERE layer.features > 0
ORDER BY tile.x, tile.y, array_position(CAST(:kinds AS text[]), wanted.kind)
