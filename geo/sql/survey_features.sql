-- A page of a survey's rows, as its attribute table shows them, and how many match.
WITH wanted AS (
  SELECT * FROM survey_feature
  WHERE survey_id = :survey
    AND (
      CAST(:inside AS text) IS NULL
      OR code ILIKE CAST(:inside AS text) OR name ILIKE CAST(:inside AS text)
      OR old_code ILIKE CAST(:inside AS text) OR old_name ILIKE CAST(:inside AS text)
    )
)
SELECT
  row_no AS row, place_uid AS uid, change, code, name, attributes, area_m2,
  ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox,
  (SELECT count(*) FROM wanted) AS total
FROM wanted
WHERE row_no > :after
ORDER BY row_no
LIMIT :limit
