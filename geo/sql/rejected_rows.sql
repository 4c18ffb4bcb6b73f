-- The rows of a load that could not be taken, then those that a person could not place.
SELECT sheet, row_no, "column", reason_zh, reason_en, "values", NULL AS key
FROM rejected_row
WHERE load_id = :load
UNION ALL
SELECT DISTINCT ON (coalesce(sheet, ''), row_no)
  coalesce(sheet, ''), row_no, NULL, NULL, NULL, evidence -> 'said', source_key
FROM placed_record
WHERE load_id = :load AND upper_inf(sys)
  AND placement = 'rejected' AND evidence ->> 'by' <> 'superseded'
ORDER BY key NULLS FIRST, sheet, row_no
