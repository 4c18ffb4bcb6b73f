-- One row of a survey with its place as known and as surveyed.
SELECT
  f.row_no AS row, f.place_uid AS uid, f.code, f.name, f.change,
  CAST(ST_AsGeoJSON(known.geom, 9, 0) AS json) AS old,
  CAST(ST_AsGeoJSON(f.geom, 9, 0) AS json) AS new
FROM survey_feature f
JOIN survey s ON s.id = f.survey_id
LEFT JOIN release r ON r.id = s.base_release_id
LEFT JOIN {place}_version known
  ON known.{place}_uid = f.place_uid
  AND known.sys @> r.published_at AND known.valid @> r.published_at
WHERE f.survey_id = :survey AND f.row_no = :row
