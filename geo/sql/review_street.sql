-- A street in force by its code, with the zones in it.
SELECT s.name, array_remove(array_agg(z.zone_uid), NULL) AS zones
FROM street_version s
LEFT JOIN zone_version z
  ON z.street_uid = s.street_uid AND upper_inf(z.sys) AND upper_inf(z.valid)
WHERE s.code = :code AND upper_inf(s.sys) AND upper_inf(s.valid)
GROUP BY s.street_uid, s.name
