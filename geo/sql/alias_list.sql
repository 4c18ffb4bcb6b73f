-- The names that people gave zones and did not withdraw, newest first.
SELECT
  alias.id, alias.name, alias.zone_uid, zone.code, zone.name AS zone_name, alias.scope,
  street.name AS street_name, alias.source, alias.created_by, alias.created_at
FROM zone_alias alias
LEFT JOIN LATERAL (
  SELECT code, name FROM zone_version
  WHERE zone_uid = alias.zone_uid AND upper_inf(sys)
  ORDER BY upper_inf(valid) DESC, lower(valid) DESC LIMIT 1
) AS zone ON true
LEFT JOIN street_version street
  ON street.street_uid = alias.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
WHERE alias.withdrawn_at IS NULL
ORDER BY alias.id DESC
