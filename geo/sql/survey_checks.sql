-- The findings of a survey counted by check and severity.
SELECT
  f.check_id, f.severity, count(*) AS count,
  count(*) FILTER (
    WHERE w.id IS NOT NULL OR coalesce(s.request -> 'accepted', '{}') ? f.check_id
  ) AS waived
FROM survey_finding f
JOIN survey s ON s.id = f.survey_id
LEFT JOIN finding_waiver w
  ON w.fingerprint = f.fingerprint AND w.check_id = f.check_id
  AND (w.until IS NULL OR w.until >= current_date)
WHERE f.survey_id = :survey
GROUP BY f.check_id, f.severity
ORDER BY min(f.number)
