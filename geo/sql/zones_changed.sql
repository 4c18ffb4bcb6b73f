-- What the zones are, and were, that changed since :since, or lie in a street that changed, or came
-- to what changed: every version known then or now. All count as current.
WITH RECURSIVE changed AS (
  SELECT zone_uid FROM zone_version WHERE lower(sys) > :since OR upper(sys) > :since
  UNION
  SELECT z.zone_uid
  FROM street_version s
  JOIN zone_version z ON z.street_uid = s.street_uid AND upper_inf(z.sys)
  WHERE lower(s.sys) > :since OR upper(s.sys) > :since
  UNION
  SELECT l.parent_uid FROM changed JOIN lineage l ON l.child_uid = changed.zone_uid
)
SELECT z.zone_uid AS uid, z.code, z.name, z.street_uid, s.code AS street_code,
       s.name AS street_name, z.attributes, lower(z.valid) AS since, upper(z.valid) AS until,
       true AS current
FROM changed
JOIN zone_version z USING (zone_uid)
LEFT JOIN street_version s
  ON s.street_uid = z.street_uid AND (upper_inf(s.sys) OR upper(s.sys) > :since)
WHERE upper_inf(z.sys) OR upper(z.sys) > :since
ORDER BY z.zone_uid, z.id, s.id
