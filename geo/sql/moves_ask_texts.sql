-- All that says one of the texts :texts of its place and is not asked yet.
INSERT INTO asked
SELECT record, id
FROM placed_record
CROSS JOIN LATERAL jsonb_to_record(evidence -> 'said') AS words(
  zone_code text, zone_name text, address text, street_name text
)
WHERE upper_inf(sys)
  AND (
    words.zone_code = ANY(CAST(:texts AS text[]))
    OR words.zone_name = ANY(CAST(:texts AS text[]))
    OR words.address = ANY(CAST(:texts AS text[]))
    OR words.street_name = ANY(CAST(:texts AS text[]))
  )
  AND NOT EXISTS (SELECT FROM asked AS before WHERE (of_table, of_id) = (record, id))
