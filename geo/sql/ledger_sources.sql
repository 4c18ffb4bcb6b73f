-- The workbooks from which the zone's rows come, newest first, with the revision each one made.
WITH moment AS (
  SELECT committed_at AS recorded FROM revision WHERE id = :revision
),
used AS (
  SELECT c.load_id FROM moment JOIN service c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment JOIN committee c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment
    JOIN party_organisation c ON c.sys @> recorded
      AND (c.zone_uid = :uid OR (c.holder = 'enterprise' AND c.firm_uscc = CAST(:firm AS text)))
  UNION SELECT c.load_id FROM moment JOIN fund c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment JOIN mediation c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment JOIN complaint c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment JOIN enforcement c ON c.zone_uid = :uid AND c.sys @> recorded
  UNION SELECT c.load_id FROM moment
    JOIN rating c ON c.sys @> recorded
      AND (c.zone_uid = :uid OR (c.zone_uid IS NULL AND c.firm_uscc = CAST(:firm AS text)))
  UNION SELECT c.load_id FROM moment
    JOIN list_entry c ON c.sys @> recorded
      AND (c.zone_uid = :uid OR (c.zone_uid IS NULL AND c.firm_uscc = CAST(:firm AS text)))
)
SELECT l.kind, l.file_name AS file, l.loaded_at, max(v.id) AS revision
FROM used
JOIN record_load l ON l.id = used.load_id
LEFT JOIN revision v ON v.load_id = l.id
GROUP BY l.id
ORDER BY l.loaded_at DESC, l.id DESC
