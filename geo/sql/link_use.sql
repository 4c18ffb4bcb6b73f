-- Marks the link as used and says whose it was; of two clicks at once only one gets a row.
UPDATE sign_in_link AS l SET used_at = now()
FROM account AS a
WHERE l.token_hash = :hash AND l.used_at IS NULL AND l.expires_at > now()
  AND a.id = l.account_id AND a.enabled
RETURNING a.id, a.name
