-- All current rows of one kind in {table}, with the zone that each belongs to, and the next
-- likeliest: where a row waits, the first of its candidates is the likeliest.
SELECT
  t.*, l.file_name AS of_file, t.sheet AS of_sheet, t.row_no AS of_row,
  t.placement AS of_placement,
  zone.code AS of_code, zone.name AS of_name, street.name AS of_street,
  other.code AS of_next_code, other.name AS of_next_name
FROM {table} t
JOIN record_load l ON l.id = t.load_id
LEFT JOIN zone_version zone
  ON zone.zone_uid = t.zone_uid AND upper_inf(zone.sys) AND upper_inf(zone.valid)
LEFT JOIN street_version street
  ON street.street_uid = zone.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
LEFT JOIN zone_version other
  ON other.zone_uid = CAST(
    t.evidence -> 'candidates' -> CASE WHEN t.placement = 'review' THEN 1 ELSE 0 END ->> 'zone'
    AS bigint
  )
  AND upper_inf(other.sys) AND upper_inf(other.valid)
WHERE upper_inf(t.sys) AND l.kind = :kind
ORDER BY t.id
