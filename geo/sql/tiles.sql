-- One row for each tile of a zoom that shows anything: the layers street, zone and label (MVT 2).
-- The search box is the tile widened by its buffer, or shapes beside an edge would lose their rims.
WITH tile AS MATERIALIZED (
  SELECT
    x, y,
    ST_TileEnvelope(:zoom, x, y) AS box,
    ST_TileEnvelope(:zoom, x, y, margin => CAST(:buffer AS float) / :extent) AS search
  FROM generate_series(CAST(:west AS int), CAST(:east AS int)) AS x
  CROSS JOIN generate_series(CAST(:north AS int), CAST(:south AS int)) AS y
)
SELECT tile.x, tile.y, street.mvt || zone.mvt || label.mvt AS mvt
FROM tile
CROSS JOIN LATERAL (
  SELECT coalesce(ST_AsMVT(f, 'street', :extent, 'geom', 'id' ORDER BY f.id), '') AS mvt
  FROM (
    SELECT
      s.uid AS id, s.code, s.name, s.kind,
      ST_AsMVTGeom(s.geom, tile.box, :extent, :buffer, true) AS geom
    FROM pg_temp.display_street s
    WHERE s.zoom = :zoom AND s.geom && tile.search
  ) AS f
  WHERE f.geom IS NOT NULL
) AS street
CROSS JOIN LATERAL (
  SELECT coalesce(ST_AsMVT(f, 'zone', :extent, 'geom', 'id' ORDER BY f.id), '') AS mvt
  FROM (
    SELECT
      z.uid AS id, z.code, z.name, z.street,
      CASE
        WHEN shape.drawn IS NOT NULL THEN shape.drawn
        -- In the one tile that holds the point, and not in its neighbours' buffers.
        WHEN ST_X(shape.point) >= 0 AND ST_X(shape.point) < :extent
          AND ST_Y(shape.point) >= 0 AND ST_Y(shape.point) < :extent
        THEN shape.point
      END AS geom
    FROM pg_temp.display_zone z
    CROSS JOIN LATERAL (
      SELECT
        CASE WHEN ST_Dimension(z.geom) = 2
          THEN ST_AsMVTGeom(z.geom, tile.box, :extent, :buffer, true)
        END AS drawn,
        ST_AsMVTGeom(z.point, tile.box, :extent, :buffer, false) AS point
      OFFSET 0
    ) AS shape
    WHERE z.zoom = :zoom AND z.geom && tile.search
  ) AS f
  WHERE f.geom IS NOT NULL
) AS zone
CROSS JOIN LATERAL (
  SELECT
    coalesce(ST_AsMVT(f, 'label', :extent, 'geom' ORDER BY f.kind, f.rank, f.uid), '') AS mvt
  FROM (
    SELECT
      l.kind, l.uid, l.name, l.rank,
      ST_AsMVTGeom(l.geom, tile.box, :extent, :buffer, true) AS geom
    FROM pg_temp.display_label l
    WHERE l.min_zoom <= :zoom AND l.geom && tile.search
  ) AS f
  WHERE f.geom IS NOT NULL
) AS label
WHERE length(street.mvt) + length(zone.mvt) + length(label.mvt) > 0
ORDER BY tile.x, tile.y
