-- Of what a release knows: when it last changed on the ground by a time, and by the release itself,
-- and whether there was any place at that time. NULL: no change came before.
WITH known AS (
  SELECT z.valid FROM release r JOIN zone_version z ON z.sys @> r.published_at WHERE r.id = :release
  UNION ALL
  SELECT s.valid FROM release r JOIN street_version s ON s.sys @> r.published_at
  WHERE r.id = :release
),
changes AS (
  SELECT lower(valid) AS at FROM known WHERE isfinite(lower(valid))
  UNION
  SELECT upper(valid) FROM known WHERE isfinite(upper(valid))
)
SELECT
  r.published_at,
  (SELECT max(at) FROM changes WHERE at <= :valid_at) AS changed,
  (SELECT max(at) FROM changes WHERE at <= r.published_at) AS own,
  EXISTS (SELECT FROM known WHERE valid @> CAST(:valid_at AS timestamptz)) AS peopled
FROM release r
WHERE r.id = :release
