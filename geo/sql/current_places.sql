-- The places of the release in force, with shapes as WKB.
SELECT {place}_uid AS uid, code, name, street_uid, attributes, ST_AsBinary(geom) AS wkb
FROM {place}_version
WHERE upper_inf(sys) AND upper_inf(valid)
ORDER BY {place}_uid
