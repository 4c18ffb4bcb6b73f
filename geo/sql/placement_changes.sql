-- The records that a revision moved, in order; :after is the number of the last one seen.
SELECT
  c.number, l.kind, c.source_key AS key,
  c.from_uid, before.code AS from_code, before.name AS from_name,
  c.to_uid, later.code AS to_code, later.name AS to_name,
  c.from_placement, c.to_placement
FROM placement_change c
JOIN record_load l ON l.id = c.load_id
LEFT JOIN LATERAL (
  SELECT code, name FROM zone_version
  WHERE zone_uid = c.from_uid
  ORDER BY upper_inf(sys) DESC, upper_inf(valid) DESC, id DESC LIMIT 1
) AS before ON true
LEFT JOIN LATERAL (
  SELECT code, name FROM zone_version
  WHERE zone_uid = c.to_uid
  ORDER BY upper_inf(sys) DESC, upper_inf(valid) DESC, id DESC LIMIT 1
) AS later ON true
WHERE c.revision_id = :revision AND c.number > :after
ORDER BY c.number
LIMIT :limit
