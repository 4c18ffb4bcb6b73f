-- Makes the invalid shapes of a staged survey valid, as far as they lie on the globe; for a preview
-- that is undone.
UPDATE survey_feature
SET geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(geom), 3))
WHERE survey_id = :survey AND geom @ ST_MakeEnvelope(-180, -85, 180, 85, 4490) AND row_no IN (
  SELECT row_no FROM survey_finding WHERE survey_id = :survey AND check_id = 'G3'
)
