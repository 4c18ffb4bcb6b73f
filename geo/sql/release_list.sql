-- The newest releases; all, or the one of :id.
SELECT id, previous_id, survey_id, content_of, published_at, published_by, reason, streets, zones,
  archive_sha256
FROM release
WHERE CAST(:id AS bigint) IS NULL OR id = CAST(:id AS bigint)
ORDER BY id DESC
LIMIT :limit
