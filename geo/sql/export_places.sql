-- The places of a release by uid, as they were surveyed: full shapes as WKB (CGCS2000 degrees).
SELECT v.{place}_uid AS uid, v.code, v.name, v.attributes, ST_AsBinary(v.geom) AS wkb
FROM release r
JOIN {place}_version v ON v.sys @> r.published_at AND v.valid @> r.published_at
WHERE r.id = :release
ORDER BY v.{place}_uid
