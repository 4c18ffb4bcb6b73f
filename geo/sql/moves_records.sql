-- The records that come to another zone, or get or lose one; each once, though it may stand in two
-- tables. With the code and the name of the zone that each comes to.
SELECT
  moved.of_table AS kind, moved.from_key AS key, moved.from_uid, moved.to_uid,
  zone.code AS to_code, zone.name AS to_name
FROM (
  SELECT DISTINCT ON (of_load, of_sheet, of_row) *
  FROM moving
  WHERE from_uid IS DISTINCT FROM to_uid
  ORDER BY of_load, of_sheet, of_row, of_table = 'party_organisation', of_id
) AS moved
LEFT JOIN zone_version zone
  ON zone.zone_uid = moved.to_uid AND upper_inf(zone.sys) AND upper_inf(zone.valid)
ORDER BY moved.of_table, moved.from_key, moved.of_id
