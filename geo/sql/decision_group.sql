-- What waits under :key: how many records, what the newest of them says, and who wrote it.
SELECT
  count(DISTINCT (r.load_id, r.sheet, r.row_no)) AS rows,
  (array_agg(r.evidence -> 'said' ORDER BY r.load_id DESC, r.row_no DESC))[1] AS said,
  (array_agg(l.source ORDER BY r.load_id DESC, r.row_no DESC))[1] AS source
FROM placed_record r
JOIN record_load l ON l.id = r.load_id
WHERE r.match_key = :key AND r.placement = 'review' AND upper_inf(r.sys)
