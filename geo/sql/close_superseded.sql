-- A corrected row supersedes the one of the same key, which stays readable as what was known.
UPDATE {table} AS known SET sys = tstzrange(lower(known.sys), :now)
FROM {incoming} AS incoming
WHERE known.source_key = incoming.source_key AND upper_inf(known.sys)
