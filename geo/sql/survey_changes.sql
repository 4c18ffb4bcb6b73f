-- A page of what a survey changes: the file's rows, then the known places that it retires.
WITH told AS (
  SELECT
    f.row_no AS number, f.row_no AS row, f.place_uid AS uid, f.change, f.identified_by, f.iou,
    f.code, f.name, f.old_code, f.old_name, f.area_m2, f.old_area_m2, f.distance_m,
    f.shift_east_m, f.shift_north_m, f.complaints
  FROM survey_feature f
  WHERE f.survey_id = :survey
  UNION ALL
  SELECT
    :beyond + row_number() OVER (ORDER BY r.code, r.place_uid), NULL, r.place_uid, r.change, NULL,
    NULL, NULL, NULL, r.code, r.name, NULL, r.area_m2, NULL, NULL, NULL, r.complaints
  FROM survey_removal r
  WHERE r.survey_id = :survey
),
wanted AS (
  SELECT * FROM told
  WHERE CAST(:change AS text) IS NULL OR change = CAST(:change AS text)
),
page AS (
  SELECT * FROM wanted WHERE number > :after ORDER BY number LIMIT :limit
)
SELECT
  p.*,
  (SELECT count(*) FROM wanted) AS total,
  coalesce(
    (
      SELECT json_agg(
        json_build_object(
          'uid', d.parent_uid, 'row', NULL, 'code', coalesce(v.code, ''),
          'name', coalesce(v.name, ''), 'share', d.share
        ) ORDER BY d.share DESC, d.parent_uid
      )
      FROM survey_descent d
      LEFT JOIN {place}_version v
        ON v.{place}_uid = d.parent_uid
        AND v.sys @> r.published_at AND v.valid @> r.published_at
      WHERE d.survey_id = s.id AND d.row_no = p.row
    ),
    '[]'
  ) AS parents,
  coalesce(
    (
      SELECT json_agg(
        json_build_object(
          'uid', f.place_uid, 'row', f.row_no, 'code', f.code, 'name', f.name, 'share', d.share
        ) ORDER BY d.share DESC, f.row_no
      )
      FROM survey_descent d
      JOIN survey_feature f ON f.survey_id = d.survey_id AND f.row_no = d.row_no
      WHERE d.survey_id = s.id AND d.parent_uid = p.uid AND p.row IS NULL
    ),
    '[]'
  ) AS children,
  CASE WHEN box.geom IS NOT NULL THEN
    ARRAY[ST_XMin(box.geom), ST_YMin(box.geom), ST_XMax(box.geom), ST_YMax(box.geom)]
  END AS bbox
FROM page p
JOIN survey s ON s.id = :survey
LEFT JOIN release r ON r.id = s.base_release_id
LEFT JOIN survey_feature staged ON staged.survey_id = s.id AND staged.row_no = p.row
LEFT JOIN {place}_version known
  ON known.{place}_uid = p.uid AND known.sys @> r.published_at AND known.valid @> r.published_at
CROSS JOIN LATERAL (
  SELECT ST_Extent(one) AS geom FROM (VALUES (staged.geom), (known.geom)) AS both_of (one)
) AS box
ORDER BY p.number
