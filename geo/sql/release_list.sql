SELECT id, previous_id, survey_id, content_of, published_at, published_by, reason, streets, zones,
  archive_sha256
FROM release
ORDER BY id DESC
LIMIT :limit
