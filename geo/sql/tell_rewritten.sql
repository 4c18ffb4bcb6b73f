-- Numbers of the rows whose words are known under another key: their zone was found, or lost.
SELECT coalesce(array_agg(incoming.number), '{}')
FROM {incoming} AS incoming
JOIN {table} AS known ON known.written_key = incoming.written_key AND upper_inf(known.sys)
WHERE known.source_key <> incoming.source_key
