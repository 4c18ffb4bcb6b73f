-- What does not change in the end is left as it is.
DELETE FROM moving
WHERE from_key = to_key
  AND from_placement = to_placement
  AND from_uid IS NOT DISTINCT FROM to_uid
  AND (to_placement <> 'review' OR from_match IS NOT DISTINCT FROM to_match)
  AND (
    to_placement <> 'review'
    OR EXISTS (
      SELECT FROM placed_record r
      WHERE r.record = of_table AND r.id = of_id AND r.evidence = to_evidence
    )
  )
