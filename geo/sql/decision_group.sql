-- What a decision about :key is about: all that waits, and with :placed what has its place without
-- anybody's word. How many records, what the newest of them says, and who wrote it.
SELECT
  count(DISTINCT (r.load_id, r.sheet, r.row_no)) AS rows,
  (array_agg(r.evidence -> 'said' ORDER BY r.load_id DESC, r.row_no DESC))[1] AS said,
  (array_agg(l.source ORDER BY r.load_id DESC, r.row_no DESC))[1] AS source
FROM placed_record r
JOIN record_load l ON l.id = r.load_id
WHERE r.match_key = :key
  AND upper_inf(r.sys)
  AND (
    r.placement = 'review'
    OR (
      CAST(:placed AS boolean)
      AND r.placement IN ('matched', 'out_of_area')
      AND r.evidence ->> 'by' <> 'decided'
    )
  )
