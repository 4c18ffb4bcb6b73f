-- The current records of {table}, copied to a temporary table that stands before the real one by its
-- name. New numbers follow those that are there.
CREATE TEMP TABLE shadow_{table} (LIKE {table} INCLUDING IDENTITY) ON COMMIT DROP;
SELECT setval(pg_get_serial_sequence('shadow_{table}', 'id'), coalesce(max(id), 0) + 1, false)
FROM {table};
INSERT INTO shadow_{table} OVERRIDING SYSTEM VALUE
SELECT * FROM {table} WHERE upper_inf(sys);
ALTER TABLE shadow_{table} RENAME TO {table};
