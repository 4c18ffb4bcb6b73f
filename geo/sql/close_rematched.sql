-- Closes the rows that waited for a zone under the words in which it was written, now that the
-- same words have found one.
UPDATE {table} SET sys = tstzrange(lower(sys), :now)
WHERE source_key = ANY(CAST(:keys AS text[])) AND upper_inf(sys)
