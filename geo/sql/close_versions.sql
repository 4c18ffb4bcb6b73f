-- Closes, from :now on, what we knew of the places that a survey changes or removes, as far as
-- it concerns the time from :since on. Returns the closed versions.
WITH going AS (
    SELECT place_uid AS uid FROM survey_feature
    WHERE survey_id = :survey AND change <> 'unchanged' AND place_uid IS NOT NULL
    UNION
    SELECT place_uid FROM survey_removal WHERE survey_id = :survey
)
UPDATE {place}_version AS version SET sys = tstzrange(lower(version.sys), :now)
FROM going
WHERE version.{place}_uid = going.uid
  AND upper_inf(version.sys)
  AND version.valid && tstzrange(:since, NULL)
RETURNING version.id
