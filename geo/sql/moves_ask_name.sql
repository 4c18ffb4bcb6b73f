-- What another name of a zone may concern: all that has no zone, all in that zone, all that speaks
-- of the name, and all that says what a decision was about (:key).
INSERT INTO asked
SELECT record, id FROM placed_record
WHERE upper_inf(sys)
  AND (
    placement <> 'matched'
    OR zone_uid = :zone
    OR match_key = CAST(:key AS text)
    OR strpos(evidence -> 'said' ->> 'zone_name', CAST(:name AS text)) > 0
    OR strpos(evidence -> 'said' ->> 'address', CAST(:name AS text)) > 0
  )
