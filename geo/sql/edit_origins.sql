-- What a release knows of some places: area and attributes, by uid.
SELECT v.{place}_uid AS uid, v.area_m2, v.attributes
FROM release r
JOIN {place}_version v ON v.sys @> r.published_at AND v.valid @> r.published_at
WHERE r.id = :release AND v.{place}_uid = ANY(:uids)
ORDER BY 1
