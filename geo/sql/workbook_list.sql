-- Workbooks with the sums of their load, or before it of their trial, newest first.
SELECT
  w.id, w.kind, w.file_name, w.status, w.as_of, w.source, w.received_at, w.received_by,
  w.load_id, w.error, w.proposal, w.mapping, w.preview,
  CASE
    WHEN l.id IS NOT NULL THEN jsonb_build_object(
      'rows', l.rows, 'matched', l.matched, 'review', l.review, 'rejected', l.rejected,
      'out_of_area', l.out_of_area
    )
    ELSE w.preview
  END AS sums
FROM workbook w
LEFT JOIN record_load l ON l.id = w.load_id
WHERE CAST(:id AS bigint) IS NULL OR w.id = CAST(:id AS bigint)
ORDER BY w.id DESC
LIMIT :limit
