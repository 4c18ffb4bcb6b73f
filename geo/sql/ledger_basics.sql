-- One zone of a release: what the survey says of it, and which survey that was.
SELECT
  z.code, z.name, z.area_m2, z.attributes,
  z.street_uid, s.code AS street_code, s.name AS street_name,
  ARRAY[ST_XMin(z.geom), ST_YMin(z.geom), ST_XMax(z.geom), ST_YMax(z.geom)] AS bbox,
  ARRAY(
    SELECT o.name FROM zone_version o
    WHERE o.zone_uid = z.zone_uid AND o.name <> z.name AND lower(o.sys) < lower(z.sys)
    GROUP BY o.name ORDER BY max(lower(o.sys)) DESC
  ) AS former_names,
  r.id AS release, lower(z.valid) AS valid_from,
  v.surveyed_on, v.id AS survey_id, v.file_name AS survey_file, v.loaded_at AS survey_loaded_at
FROM release r
CROSS JOIN LATERAL (SELECT coalesce(CAST(:valid_at AS timestamptz), r.published_at) AS valid_at) AS ground
JOIN zone_version z
  ON z.zone_uid = :uid AND z.sys @> r.published_at AND z.valid @> ground.valid_at
JOIN survey v ON v.id = z.survey_id
LEFT JOIN street_version s
  ON s.street_uid = z.street_uid AND s.sys @> r.published_at AND s.valid @> ground.valid_at
WHERE r.id = :release
