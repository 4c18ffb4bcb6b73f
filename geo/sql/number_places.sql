-- Gives every new place of a survey its uid, in the order of the file.
WITH ordered AS (
    SELECT row_no FROM survey_feature
    WHERE survey_id = :survey AND place_uid IS NULL
    ORDER BY row_no
), numbered AS (
    SELECT row_no, nextval(pg_get_serial_sequence('{place}', 'uid')) AS uid FROM ordered
), made AS (
    INSERT INTO {place} (uid, survey_id) OVERRIDING SYSTEM VALUE
    SELECT uid, :survey FROM numbered
)
UPDATE survey_feature AS feature SET place_uid = numbered.uid
FROM numbered
WHERE feature.survey_id = :survey AND feature.row_no = numbered.row_no
