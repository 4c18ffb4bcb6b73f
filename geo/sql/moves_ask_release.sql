-- What the zones :zones may concern: all that has no zone, all that lies in one of them, and all
-- that was nearly matched to one.
INSERT INTO asked
SELECT record, id FROM placed_record
WHERE upper_inf(sys)
  AND (
    placement <> 'matched'
    OR zone_uid = ANY(CAST(:zones AS bigint[]))
    OR EXISTS (
      SELECT FROM jsonb_array_elements(evidence -> 'candidates') AS candidate
      WHERE CAST(candidate ->> 'zone' AS bigint) = ANY(CAST(:zones AS bigint[]))
    )
  )
