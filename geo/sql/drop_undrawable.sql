-- Takes out of a staged survey what no map can show: without a shape, or beyond the globe.
DELETE FROM survey_feature
WHERE survey_id = :survey AND (
  geom IS NULL OR ST_IsEmpty(geom)
  OR NOT geom @ ST_MakeEnvelope(-180, -85, 180, 85, 4490)
)
