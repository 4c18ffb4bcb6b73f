-- The zones :uids as they are now, with their box in degrees and their shape as GeoJSON.
SELECT
  zone.zone_uid, zone.code, zone.name, street.name AS street_name,
  ARRAY[ST_XMin(zone.geom), ST_YMin(zone.geom), ST_XMax(zone.geom), ST_YMax(zone.geom)] AS bbox,
  CAST(ST_AsGeoJSON(zone.geom, 7, 0) AS jsonb) AS geometry
FROM zone_version zone
LEFT JOIN street_version street
  ON street.street_uid = zone.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
WHERE zone.zone_uid = ANY(CAST(:uids AS bigint[]))
  AND upper_inf(zone.sys) AND upper_inf(zone.valid)
