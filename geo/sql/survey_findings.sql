-- A page of a survey's findings with the waivers under which they may stand, and how many match.
WITH judged AS (
  SELECT
    f.number, f.check_id, f.severity, f.message, f.hint, f.row_no, f.code, f.place_uid,
    f.other_row_no, f.other_code, f.measured, f.threshold, f.unit, f.lon, f.lat, f.fingerprint,
    CASE
      WHEN w.id IS NOT NULL THEN json_build_object(
        'reason', w.reason, 'by', w.waived_by, 'at', w.waived_at, 'until', w.until,
        'survey_id', w.survey_id
      )
      WHEN coalesce(s.request -> 'accepted', '{}') ? f.check_id THEN json_build_object(
        'reason', s.request -> 'accepted' ->> f.check_id, 'by', s.loaded_by, 'at', s.loaded_at,
        'until', NULL, 'survey_id', s.id
      )
    END AS waiver
  FROM survey_finding f
  JOIN survey s ON s.id = f.survey_id
  LEFT JOIN finding_waiver w
    ON w.fingerprint = f.fingerprint AND w.check_id = f.check_id
  AND (w.until IS NULL OR w.until >= current_date)
  WHERE f.survey_id = :survey
    AND (CAST(:number AS int) IS NULL OR f.number = CAST(:number AS int))
    AND (CAST(:check AS text) IS NULL OR f.check_id = CAST(:check AS text))
    AND (CAST(:severity AS text) IS NULL OR f.severity = CAST(:severity AS text))
),
wanted AS (
  SELECT * FROM judged
  WHERE CAST(:open AS bool) IS NULL OR (waiver IS NULL) = CAST(:open AS bool)
)
SELECT *, (SELECT count(*) FROM wanted) AS total
FROM wanted
WHERE number > :after
ORDER BY number
LIMIT :limit
