-- How many records of a revision wait for a place or belong to a zone that the release lacks.
WITH at AS (
  SELECT
    (SELECT published_at FROM release WHERE id = :release) AS released,
    (SELECT committed_at FROM revision WHERE id = :revision) AS recorded
),
record AS (
  SELECT 'service' AS kind, placement, zone_uid, sys FROM service
  UNION ALL
  SELECT 'committee', placement, zone_uid, sys FROM committee
  UNION ALL
  SELECT 'enforcement', placement, zone_uid, sys FROM enforcement
)
SELECT
  r.kind,
  count(*) FILTER (
    WHERE r.placement = 'review' OR (r.placement = 'matched' AND z.id IS NULL)
  ) AS records
FROM at
JOIN record r ON r.sys @> at.recorded
LEFT JOIN zone_version z
  ON z.zone_uid = r.zone_uid AND z.sys @> at.released AND z.valid @> at.released
GROUP BY r.kind
