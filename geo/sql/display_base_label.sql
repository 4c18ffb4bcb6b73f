-- Names of water, green and communities that are areas, from the zoom on at which they have room.
INSERT INTO pg_temp.display_label
SELECT
  least(
    :last,
    greatest(:first, ceil(log(2.0, CAST(:room AS numeric) / CAST(sqrt(area) AS numeric))))
  )::int,
  kind, NULL, name,
  (row_number() OVER (PARTITION BY kind ORDER BY area DESC, number))::int,
  ST_PointOnSurface(geom)
FROM pg_temp.flat_base
WHERE name IS NOT NULL AND area > 0 AND kind IN ('water', 'green', 'community')
