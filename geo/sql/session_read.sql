-- Who a session belongs to, if it still holds: not expired, not idle, not disabled, not revoked.
SELECT
  s.expires_at, s.display_id,
  s.seen_at < now() - interval '1 minute' AS unseen,
  coalesce(a.name, d.name) AS account,
  coalesce(a.display_name, d.name) AS display_name,
  coalesce(a.role, 'display') AS role,
  a.street_code
FROM session s
LEFT JOIN account a ON a.id = s.account_id
LEFT JOIN display_token d ON d.id = s.display_id
WHERE s.token_hash = :hash
  AND s.expires_at > now()
  AND (a.enabled OR (d.id IS NOT NULL AND d.revoked_at IS NULL))
  -- A wall display stands for weeks; it ends by being revoked.
  AND (d.id IS NOT NULL OR s.seen_at > now() - make_interval(mins => :idle_minutes))
