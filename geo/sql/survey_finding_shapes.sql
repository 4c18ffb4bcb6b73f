-- The shapes that a finding speaks of: the place as known, as surveyed, the other, what is wrong.
WITH finding AS (
  SELECT f.*, s.base_release_id
  FROM survey_finding f JOIN survey s ON s.id = f.survey_id
  WHERE f.survey_id = :survey AND f.number = :number
),
shapes AS (
  SELECT
    f.lon, f.lat, f.other_row_no IS NOT NULL OR beside.geom IS NOT NULL AS against,
    feature.geom AS new,
    coalesce(known.geom, CASE WHEN feature.row_no IS NULL THEN beside.geom END) AS old,
    coalesce(other.geom, CASE WHEN feature.row_no IS NOT NULL THEN beside.geom END) AS other
  FROM finding f
  LEFT JOIN release r ON r.id = f.base_release_id
  LEFT JOIN survey_feature feature
    ON feature.survey_id = f.survey_id AND feature.row_no = f.row_no
  LEFT JOIN survey_feature other
    ON other.survey_id = f.survey_id AND other.row_no = f.other_row_no
  LEFT JOIN {place}_version known
    ON known.{place}_uid = feature.place_uid
    AND known.sys @> r.published_at AND known.valid @> r.published_at
  LEFT JOIN {place}_version beside
    ON beside.{place}_uid = f.place_uid AND f.place_uid IS DISTINCT FROM feature.place_uid
    AND beside.sys @> r.published_at AND beside.valid @> r.published_at
),
measured AS (
  SELECT *,
    CASE WHEN new IS NOT NULL AND other IS NOT NULL THEN
      ST_CollectionExtract(ST_Intersection(ST_MakeValid(new), ST_MakeValid(other)), 3)
    END AS common,
    CASE WHEN lon IS NOT NULL THEN ST_SetSRID(ST_MakePoint(lon, lat), :srid) END AS point
  FROM shapes
)
SELECT
  CAST(ST_AsGeoJSON(old, 7, 0) AS json) AS old,
  CAST(ST_AsGeoJSON(new, 9, 0) AS json) AS new,
  CAST(ST_AsGeoJSON(other, 9, 0) AS json) AS other,
  CAST(
    ST_AsGeoJSON(CASE WHEN ST_IsEmpty(common) IS FALSE THEN common ELSE point END, 9, 0) AS json
  ) AS error
FROM measured
