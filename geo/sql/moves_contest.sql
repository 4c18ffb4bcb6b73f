-- Where a zone has one row of a kind, the newest of those that now share a zone counts. The others
-- stand back, still current, until they are matched to another zone or the newest is.
UPDATE moving SET
  to_key = moving.rewritten_key,
  to_uid = NULL,
  to_placement = 'rejected',
  to_evidence = moving.to_evidence || '{"by": "superseded", "confidence": 0.0}'
FROM (
  SELECT
    of_table, of_id,
    row_number() OVER (
      PARTITION BY of_table, to_key
      ORDER BY of_load DESC, of_sheet DESC NULLS LAST, of_row DESC, of_id DESC
    ) AS place
  FROM moving
  WHERE rewritten_key IS NOT NULL AND to_uid IS NOT NULL
) AS ranked
WHERE ranked.place > 1
  AND ranked.of_table = moving.of_table
  AND ranked.of_id = moving.of_id
