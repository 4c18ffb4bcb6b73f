INSERT INTO sign_in_link (token_hash, account_id, expires_at)
SELECT :hash, id, now() + make_interval(mins => :minutes)
FROM account
WHERE name = :name AND enabled
RETURNING account_id
