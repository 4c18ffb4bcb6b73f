-- The box of a survey's staged rows in degrees; nulls without rows.
SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north
FROM (SELECT ST_Extent(geom) AS box FROM survey_feature WHERE survey_id = :survey) AS extent
