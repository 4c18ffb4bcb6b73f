-- What is said already needs no new row: loading a workbook twice changes nothing.
DELETE FROM {incoming} AS incoming USING {table} AS known
WHERE known.source_key = incoming.source_key
  AND upper_inf(known.sys)
  AND known.content = incoming.content
