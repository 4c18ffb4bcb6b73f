-- The places of the release in force, as they are packed (geo.places): attributes as JSON, shapes as
-- EWKB. A street lies in no street.
SELECT
  {place}_uid AS uid, code, name, CASE WHEN '{place}' = 'zone' THEN street_uid END AS street_uid,
  CAST(attributes AS text) AS attributes, ST_AsEWKB(geom, 'NDR') AS wkb
FROM {place}_version
WHERE upper_inf(sys) AND upper_inf(valid)
ORDER BY {place}_uid
