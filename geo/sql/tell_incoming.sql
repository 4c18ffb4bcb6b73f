-- Numbers of the rows that are new, and of those that correct one that is known.
SELECT
  array_agg(incoming.number) FILTER (WHERE known.source_key IS NULL) AS new,
  array_agg(incoming.number) FILTER (WHERE known.source_key IS NOT NULL) AS corrected
FROM {incoming} AS incoming
LEFT JOIN {table} AS known ON known.source_key = incoming.source_key AND upper_inf(known.sys)
