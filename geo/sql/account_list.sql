SELECT
  a.id, a.name, a.display_name, a.role, a.street_code, a.enabled, a.created_at,
  a.password_hash IS NOT NULL AS has_password,
  CASE WHEN a.locked_until > now() THEN a.locked_until END AS locked_until,
  (SELECT max(s.seen_at) FROM session s WHERE s.account_id = a.id) AS seen_at
FROM account a
WHERE CAST(:id AS bigint) IS NULL OR a.id = CAST(:id AS bigint)
ORDER BY a.name
