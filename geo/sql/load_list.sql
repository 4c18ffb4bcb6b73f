-- Loads of workbooks with the revision that each one made, newest first.
SELECT
  l.id, l.kind, l.file_name, l.rows, l.matched, l.review, l.rejected, l.out_of_area, l.changed,
  l.loaded_at, l.loaded_by, max(v.id) AS revision, max(v.as_of) AS as_of
FROM record_load l
LEFT JOIN revision v ON v.load_id = l.id
GROUP BY l.id
ORDER BY l.id DESC
LIMIT :limit
