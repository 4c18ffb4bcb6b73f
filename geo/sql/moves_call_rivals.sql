-- Rows of {table} that stay, but whose key another row is about to take: they are asked as well.
INSERT INTO moving
SELECT
  '{table}', t.id, t.load_id, t.sheet, t.row_no, t.evidence -> 'said',
  t.source_key, t.zone_uid, t.placement, t.match_key,
  t.written_key, t.source_key, t.zone_uid, t.placement, t.match_key, t.evidence
FROM {table} t
WHERE upper_inf(t.sys)
  AND t.written_key IS NOT NULL
  AND t.source_key IN (SELECT to_key FROM moving WHERE of_table = '{table}')
  AND NOT EXISTS (SELECT FROM moving WHERE of_table = '{table}' AND of_id = t.id)
