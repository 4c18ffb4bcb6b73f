-- All that says what a decision was about, and rows that stand back behind another of their zone.
INSERT INTO asked
SELECT record, id FROM placed_record
WHERE upper_inf(sys)
  AND (placement <> 'matched' OR evidence ->> 'by' = 'decided')
  AND (
    match_key = :key
    OR (placement = 'rejected' AND evidence ->> 'by' = 'superseded')
  )
