-- Counts an attempt before its password is looked at, so that parallel guesses cannot slip through.
-- No row: there is no such account, it is disabled, or it is locked.
UPDATE account SET
  failures = CASE WHEN locked_until <= now() THEN 1 ELSE failures + 1 END,
  locked_until = CASE
    WHEN locked_until <= now() THEN NULL
    WHEN failures + 1 >= :most THEN now() + make_interval(mins => :minutes)
  END
WHERE name = :name AND enabled AND (locked_until IS NULL OR locked_until <= now())
RETURNING id, name, password_hash, locked_until
