-- The staged rows of a survey with their shapes as WKB: all, or those of :rows.
SELECT row_no, code, name, ST_AsBinary(geom) AS wkb
FROM survey_feature
WHERE survey_id = :survey AND (CAST(:rows AS int[]) IS NULL OR row_no = ANY(CAST(:rows AS int[])))
ORDER BY row_no
