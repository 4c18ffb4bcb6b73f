-- The versions that a survey brings. A place seen for the first time by an undated survey has
-- been there for as long as anybody knows.
INSERT INTO {place}_version ({columns}, valid, sys)
SELECT {feature_columns},
    tstzrange(CASE WHEN change = 'added' AND NOT :dated THEN NULL ELSE :since END, NULL),
    tstzrange(:now, NULL)
FROM survey_feature
WHERE survey_id = :survey AND change <> 'unchanged'
ORDER BY row_no
