-- The code of the street that a zone of the release lies in; no row when there is no such zone.
SELECT s.code
FROM release r
CROSS JOIN LATERAL (SELECT coalesce(CAST(:valid_at AS timestamptz), r.published_at) AS valid_at) AS ground
JOIN zone_version z
  ON z.zone_uid = :uid AND z.sys @> r.published_at AND z.valid @> ground.valid_at
LEFT JOIN street_version s
  ON s.street_uid = z.street_uid AND s.sys @> r.published_at AND s.valid @> ground.valid_at
WHERE r.id = :release
