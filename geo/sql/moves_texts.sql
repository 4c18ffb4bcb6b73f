-- What the rows that have their zone say of it in words, each text once.
SELECT DISTINCT said.word
FROM placed_record
CROSS JOIN LATERAL jsonb_to_record(evidence -> 'said') AS words(
  zone_code text, zone_name text, address text, street_name text
)
CROSS JOIN LATERAL (
  VALUES (words.zone_code), (words.zone_name), (words.address), (words.street_name)
) AS said(word)
WHERE upper_inf(sys) AND placement = 'matched' AND said.word IS NOT NULL
