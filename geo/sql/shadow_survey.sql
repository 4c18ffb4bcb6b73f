-- Temporary tables for the rows of one survey, which stand before the real ones by their names.
CREATE TEMP TABLE shadow_survey_feature (LIKE survey_feature) ON COMMIT DROP;
CREATE TEMP TABLE shadow_survey_removal (LIKE survey_removal) ON COMMIT DROP;
CREATE TEMP TABLE shadow_survey_descent (LIKE survey_descent) ON COMMIT DROP;
CREATE TEMP TABLE shadow_survey_finding (LIKE survey_finding) ON COMMIT DROP;
ALTER TABLE shadow_survey_feature RENAME TO survey_feature;
ALTER TABLE shadow_survey_removal RENAME TO survey_removal;
ALTER TABLE shadow_survey_descent RENAME TO survey_descent;
ALTER TABLE shadow_survey_finding RENAME TO survey_finding;
