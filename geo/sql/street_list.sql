-- The streets of a release with the number of zones in each; all, or the one of :uid.
SELECT
  s.street_uid AS uid, s.code, s.name, s.attributes ->> 'kind' AS kind, s.area_m2,
  count(z.zone_uid) AS zones,
  ARRAY[ST_XMin(s.geom), ST_YMin(s.geom), ST_XMax(s.geom), ST_YMax(s.geom)] AS bbox
FROM release r
CROSS JOIN LATERAL (SELECT coalesce(CAST(:valid_at AS timestamptz), r.published_at) AS valid_at) AS ground
JOIN street_version s ON s.sys @> r.published_at AND s.valid @> ground.valid_at
LEFT JOIN zone_version z
  ON z.street_uid = s.street_uid AND z.sys @> r.published_at AND z.valid @> ground.valid_at
WHERE r.id = :release AND (CAST(:uid AS bigint) IS NULL OR s.street_uid = CAST(:uid AS bigint))
GROUP BY s.id
ORDER BY s.code
