-- What was last known of the zones :uids, whether they are still in force or not.
SELECT DISTINCT ON (zone_uid) zone_uid, code, name
FROM zone_version
WHERE zone_uid = ANY(CAST(:uids AS bigint[]))
ORDER BY zone_uid, upper_inf(sys) DESC, upper(sys) DESC, upper_inf(valid) DESC, id DESC
