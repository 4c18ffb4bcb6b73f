-- Who decided what about the places of records, newest first.
SELECT
  d.id, d.match_key AS key, d.said, d.verdict, d.rows, d.revision_id AS revision,
  d.zone_uid, zone.code, zone.name, alias.name AS alias,
  d.decided_by, d.decided_at, d.undone_by, d.undone_at
FROM match_decision d
LEFT JOIN zone_alias alias ON alias.id = d.alias_id
LEFT JOIN LATERAL (
  SELECT code, name FROM zone_version
  WHERE zone_uid = d.zone_uid AND upper_inf(sys)
  ORDER BY upper_inf(valid) DESC, lower(valid) DESC LIMIT 1
) AS zone ON true
WHERE CAST(:by AS text) IS NULL OR d.decided_by = CAST(:by AS text)
ORDER BY d.id DESC
LIMIT :limit
