-- The zones of a release by uid, with the middle of the largest circle inside, where a name fits.
-- They are those of :valid_at on the ground; without it, of the day when the release came out.
-- The circle's search does not end in a sliver of a hair's breadth; there any point inside will do.
SELECT
  z.zone_uid AS uid, z.street_uid AS street, z.code, z.name,
  round(z.area_m2::numeric, 1)::float AS area_m2, z.attributes,
  label.radius,
  ST_X(label.point) AS east, ST_Y(label.point) AS north,
  round(ST_X(ST_Transform(label.point, :storage))::numeric, 7)::float AS lon,
  round(ST_Y(ST_Transform(label.point, :storage))::numeric, 7)::float AS lat,
  CASE WHEN :shapes THEN ST_AsBinary(flat.geom) END AS shape
FROM release r
JOIN zone_version z ON z.sys @> r.published_at
  AND z.valid @> coalesce(CAST(:valid_at AS timestamptz), r.published_at)
CROSS JOIN LATERAL (SELECT ST_Transform(z.geom, :display) AS geom OFFSET 0) AS flat
CROSS JOIN LATERAL (
  SELECT center AS point, radius FROM ST_MaximumInscribedCircle(flat.geom)
  WHERE ST_Area(flat.geom) > 1e-4 * ST_Perimeter(flat.geom) ^ 2 / 4
  UNION ALL
  SELECT ST_PointOnSurface(flat.geom), 0
  WHERE ST_Area(flat.geom) <= 1e-4 * ST_Perimeter(flat.geom) ^ 2 / 4
) AS label
WHERE r.id = :release
ORDER BY z.zone_uid
