-- Whether undoing a decision only means what was before it: nothing by which records are matched
-- has changed since, no later workbook followed it, and no row stood back for one of its rows.
SELECT d.alias_id IS NULL
  AND NOT EXISTS (SELECT FROM release WHERE published_at > v.committed_at)
  AND NOT EXISTS (
    SELECT FROM zone_alias WHERE created_at > v.committed_at OR withdrawn_at > v.committed_at
  )
  AND NOT EXISTS (
    SELECT FROM placement_change WHERE revision_id = v.id AND from_placement <> 'review'
  )
  AND NOT EXISTS (
    SELECT FROM placed_record
    WHERE match_key = d.match_key
      AND upper_inf(sys)
      AND (placement <> 'matched' OR evidence ->> 'by' = 'decided')
      AND lower(sys) <> v.committed_at
  )
FROM match_decision d
JOIN revision v ON v.id = d.revision_id
WHERE d.id = :decision
