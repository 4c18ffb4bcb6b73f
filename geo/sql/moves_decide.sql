-- The rows that wait under :key, and with :placed those that have their place without anybody's
-- word, as a person decides about them.
INSERT INTO moving
SELECT
  record, id, load_id, sheet, row_no, evidence -> 'said',
  source_key, zone_uid, placement, match_key,
  written_key,
  CASE
    WHEN written_key IS NULL THEN source_key
    WHEN CAST(:zone AS bigint) IS NULL THEN written_key
    ELSE left(written_key, strpos(written_key, 'written:') - 1) || 'zone:' || CAST(:zone AS bigint)
  END,
  CAST(:zone AS bigint), :placement, match_key,
  jsonb_build_object(
    'said', evidence -> 'said', 'by', 'decided', 'confidence', 1.0,
    'facts', jsonb_build_array(jsonb_build_array(CAST(:fact AS text))), 'candidates', '[]'::jsonb
  )
FROM placed_record
WHERE match_key = :key
  AND upper_inf(sys)
  AND (
    placement = 'review'
    OR (
      CAST(:placed AS boolean)
      AND placement IN ('matched', 'out_of_area')
      AND evidence ->> 'by' <> 'decided'
    )
  )
