-- The code of the street that a zone of the release lies in; no row when there is no such zone.
SELECT s.code
FROM release r
JOIN zone_version z
  ON z.zone_uid = :uid AND z.sys @> r.published_at AND z.valid @> r.published_at
LEFT JOIN street_version s
  ON s.street_uid = z.street_uid AND s.sys @> r.published_at AND s.valid @> r.published_at
WHERE r.id = :release
