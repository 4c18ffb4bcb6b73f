-- Loads of workbooks with the revision that each one made, newest first; `waiting` of the rows of
-- each still wait for a place.
WITH waiting AS (
  SELECT load_id, count(DISTINCT (sheet, row_no)) AS rows
  FROM placed_record
  WHERE placement = 'review' AND upper_inf(sys)
  GROUP BY load_id
)
SELECT
  l.id, l.kind, l.file_name, l.source, l.rows, l.matched, l.review, l.rejected, l.out_of_area,
  l.changed, l.loaded_at, l.loaded_by, max(v.id) AS revision, max(v.as_of) AS as_of,
  coalesce(max(waiting.rows), 0) AS waiting
FROM record_load l
LEFT JOIN revision v ON v.load_id = l.id
LEFT JOIN waiting ON waiting.load_id = l.id
GROUP BY l.id
ORDER BY l.id DESC
LIMIT :limit
