-- The rows that come out elsewhere than they are now, or wait with other words about why.
INSERT INTO moving
SELECT
  r.record, r.id, r.load_id, r.sheet, r.row_no, r.evidence -> 'said',
  r.source_key, r.zone_uid, r.placement, r.match_key,
  r.written_key,
  CASE
    WHEN r.written_key IS NULL THEN r.source_key
    WHEN a.zone_uid IS NULL THEN r.written_key
    ELSE left(r.written_key, strpos(r.written_key, 'written:') - 1) || 'zone:' || a.zone_uid
  END,
  a.zone_uid, a.placement, a.match_key,
  jsonb_set(a.evidence, '{said}', r.evidence -> 'said')
FROM asked
JOIN placed_record r ON r.record = asked.of_table AND r.id = asked.of_id AND upper_inf(r.sys)
JOIN record_load l ON l.id = r.load_id
JOIN said ON said.words = r.evidence -> 'said'
  AND said.kind = l.kind
  AND said.source = coalesce(CASE WHEN :by_source THEN l.source END, '')
  AND said.day = coalesce(
    CASE WHEN jsonb_exists(r.evidence -> 'said', 'zone_code')
      THEN coalesce(r.day, CAST(r.moment AT TIME ZONE :timezone AS date))
    END,
    '-infinity'
  )
JOIN answer a ON a.number = said.number
WHERE r.placement <> a.placement
  OR r.zone_uid IS DISTINCT FROM a.zone_uid
  OR (
    a.placement = 'review'
    AND (
      r.match_key IS DISTINCT FROM a.match_key
      OR r.evidence - 'said' IS DISTINCT FROM a.evidence - 'said'
    )
  )
