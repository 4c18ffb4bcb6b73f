-- Complaints of a revision by zone and month; those that wait for a place, or whose zone is not
-- in the release, have no zone.
WITH at AS (
  SELECT
    (SELECT published_at FROM release WHERE id = :release) AS released,
    (SELECT committed_at FROM revision WHERE id = :revision) AS recorded
)
SELECT
  z.zone_uid AS zone,
  date_trunc('month', c.received_at AT TIME ZONE :timezone)::date AS month,
  count(*) AS complaints
FROM at
JOIN complaint c ON c.sys @> at.recorded AND c.placement IN ('matched', 'review')
LEFT JOIN zone_version z
  ON z.zone_uid = c.zone_uid AND c.placement = 'matched'
  AND z.sys @> at.released AND z.valid @> at.released
GROUP BY 1, 2
ORDER BY 1, 2
