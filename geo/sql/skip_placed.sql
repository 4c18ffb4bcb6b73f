-- What is said already, and has its place already, needs no new row: loading a workbook twice
-- changes nothing. What waits is compared by what people decide about, too.
DELETE FROM {incoming} AS incoming USING {table} AS known
WHERE known.source_key = incoming.source_key
  AND upper_inf(known.sys)
  AND known.content = incoming.content
  AND known.placement = incoming.placement
  AND known.zone_uid IS NOT DISTINCT FROM incoming.zone_uid
  AND (known.placement <> 'review' OR known.match_key IS NOT DISTINCT FROM incoming.match_key)
