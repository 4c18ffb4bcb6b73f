-- What the staged descents of a survey become once its new places have their uids.
INSERT INTO lineage (parent_uid, child_uid, release_id, share)
SELECT descent.parent_uid, feature.place_uid, :release, descent.share
FROM survey_descent AS descent
JOIN survey_feature AS feature USING (survey_id, row_no)
WHERE descent.survey_id = :survey
ORDER BY descent.parent_uid, feature.place_uid
