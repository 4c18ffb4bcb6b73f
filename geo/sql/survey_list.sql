-- Surveys with the release that each one made, newest first; all, or the one of :id.
SELECT
  s.id, s.kind, s.status, s.file_name, s.file_sha256, s.layer, s.encoding, s.srid, s.features,
  s.partial, s.surveyed_on, s.loaded_at, s.loaded_by, s.decisions,
  coalesce(
    (
      SELECT json_agg(
        json_build_object(
          'check', f.check_id, 'severity', f.severity, 'row', f.row_no, 'code', f.code,
          'message', f.message, 'hint', f.hint
        ) ORDER BY f.number
      )
      FROM survey_finding f WHERE f.survey_id = s.id
    ),
    '[]'
  ) AS findings,
  (SELECT min(r.id) FROM release r WHERE r.survey_id = s.id) AS release,
  coalesce(
    (
      SELECT json_object_agg(change, n)
      FROM (
        SELECT f.change, count(*) AS n FROM survey_feature f WHERE f.survey_id = s.id GROUP BY 1
      ) AS changes
    ),
    '{}'
  ) AS changes
FROM survey s
WHERE CAST(:id AS bigint) IS NULL OR s.id = CAST(:id AS bigint)
ORDER BY s.id DESC
LIMIT :limit
