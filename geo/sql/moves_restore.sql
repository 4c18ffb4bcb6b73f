-- The rows that the revision of :moment moved, as they were before.
INSERT INTO moving
SELECT
  r.record, r.id, r.load_id, r.sheet, r.row_no, r.evidence -> 'said',
  r.source_key, r.zone_uid, r.placement, r.match_key,
  r.written_key, before.source_key, before.zone_uid, before.placement, before.match_key,
  before.evidence
FROM placed_record r
JOIN placed_record before ON before.record = r.record
  AND before.load_id = r.load_id
  AND before.row_no = r.row_no
  AND before.sheet IS NOT DISTINCT FROM r.sheet
  AND upper(before.sys) = lower(r.sys)
WHERE upper_inf(r.sys)
  AND (r.placement <> 'matched' OR r.evidence ->> 'by' = 'decided')
  AND r.match_key = :key
  AND lower(r.sys) = :moment
