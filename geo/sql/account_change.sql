UPDATE account SET
  display_name = coalesce(CAST(:display_name AS text), display_name),
  role = coalesce(CAST(:role AS text), role),
  street_code = CASE
    WHEN coalesce(CAST(:role AS text), role) = 'street_official'
    THEN coalesce(CAST(:street_code AS text), street_code)
  END,
  enabled = coalesce(CAST(:enabled AS boolean), enabled),
  password_hash = coalesce(CAST(:password_hash AS text), password_hash),
  failures = 0,
  locked_until = NULL
WHERE id = :id
RETURNING id, name
