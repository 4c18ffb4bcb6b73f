-- All current rows of one kind in {table}, with the zone that each belongs to.
SELECT
  t.*, l.file_name AS of_file, t.sheet AS of_sheet, t.row_no AS of_row,
  t.placement AS of_placement, t.evidence ->> 'by' AS of_by, t.evidence -> 'said' AS of_said,
  zone.code AS of_code, zone.name AS of_name, street.name AS of_street
FROM {table} t
JOIN record_load l ON l.id = t.load_id
LEFT JOIN zone_version zone
  ON zone.zone_uid = t.zone_uid AND upper_inf(zone.sys) AND upper_inf(zone.valid)
LEFT JOIN street_version street
  ON street.street_uid = zone.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
WHERE upper_inf(t.sys) AND l.kind = :kind
ORDER BY t.id
