-- What ended, and what a signed-in person leaves behind when signing in again.
DELETE FROM session
WHERE expires_at < now() OR token_hash = CAST(:old AS bytea)
