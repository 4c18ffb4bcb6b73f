-- The Party organisation of the estate itself as of a revision, by the newest that is said of it.
SELECT p.status, p.name, p.formed_on, p.members, l.file_name AS source
FROM revision v
JOIN party_organisation p
  ON p.holder = 'estate' AND p.zone_uid = :uid AND p.placement = 'matched'
  AND p.sys @> v.committed_at
JOIN record_load l ON l.id = p.load_id
WHERE v.id = :revision
ORDER BY p.id DESC
LIMIT 1
