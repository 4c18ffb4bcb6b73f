-- Every version of a zone as it is known now, with the street that it lies in; the shape of those
-- that last, as WKB in degrees (CGCS2000).
SELECT zone.zone_uid AS uid, zone.code, zone.name, zone.street_uid, street.code AS street_code,
       street.name AS street_name, zone.attributes, lower(zone.valid) AS since,
       upper(zone.valid) AS until, upper_inf(zone.valid) AS current,
       CASE WHEN upper_inf(zone.valid) THEN ST_AsBinary(zone.geom) END AS geometry
FROM zone_version AS zone
LEFT JOIN street_version AS street
    ON street.street_uid = zone.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
WHERE upper_inf(zone.sys)
ORDER BY zone.zone_uid, zone.valid
