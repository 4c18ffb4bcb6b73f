-- The names that people gave zones and did not withdraw.
SELECT id, name, zone_uid, scope, street_uid, source
FROM zone_alias
WHERE withdrawn_at IS NULL
ORDER BY id
