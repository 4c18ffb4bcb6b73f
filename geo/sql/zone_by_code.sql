-- The zone in force of a code.
SELECT zone_uid FROM zone_version WHERE code = :code AND upper_inf(sys) AND upper_inf(valid)
LIMIT 1
