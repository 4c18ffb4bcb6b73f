-- The waivers that hold today for findings of a survey: whose word, why, until when.
SELECT DISTINCT w.fingerprint, w.check_id, w.waived_by, w.reason, w.until
FROM survey_finding f
JOIN finding_waiver w ON w.fingerprint = f.fingerprint AND w.check_id = f.check_id
WHERE f.survey_id = :survey AND (w.until IS NULL OR w.until >= current_date)
ORDER BY w.fingerprint
