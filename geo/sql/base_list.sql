-- The reference layers in force: each with its file, who loaded it, and since which release.
SELECT
  b.kind, b.features, s.file_name, s.loaded_at, s.loaded_by, s.id AS survey,
  (SELECT max(r.id) FROM release r WHERE r.published_at <= b.since) AS release
FROM (
  SELECT kind, survey_id, count(*) AS features, min(lower(sys)) AS since
  FROM base_feature
  WHERE upper_inf(sys)
  GROUP BY kind, survey_id
) AS b
JOIN survey s ON s.id = b.survey_id
ORDER BY b.kind
