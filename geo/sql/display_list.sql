SELECT
  d.id, d.name, d.created_at, d.created_by, d.revoked_at,
  (SELECT max(s.seen_at) FROM session s WHERE s.display_id = d.id) AS seen_at
FROM display_token d
ORDER BY d.id DESC
