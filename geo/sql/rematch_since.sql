-- The release that the records are matched to, and its moment: that of the last time they were all
-- matched anew, else the oldest that a load was matched to. And the release in force.
WITH matched AS (
  SELECT coalesce(
    (SELECT max(release_id) FROM revision WHERE cause = 'rematch'),
    (SELECT min(coalesce(release_id, 0)) FROM record_load)
  ) AS release_id
)
SELECT
  (SELECT max(id) FROM release) AS current,
  matched.release_id AS matched,
  coalesce(r.published_at, to_timestamp(0)) AS since
FROM matched
LEFT JOIN release r ON r.id = matched.release_id
