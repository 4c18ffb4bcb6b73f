-- The same words, loaded again, are the same record, whichever zone they had or have.
UPDATE {table} AS known SET sys = tstzrange(lower(known.sys), :now)
FROM {incoming} AS incoming
WHERE known.written_key = incoming.written_key AND upper_inf(known.sys)
