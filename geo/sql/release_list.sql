-- The newest releases, all or the one of :id, with what the records' matching to each has moved.
SELECT
  r.id, r.previous_id, r.survey_id, r.content_of, r.published_at, r.published_by, r.reason,
  r.streets, r.zones, r.archive_sha256, rematch.moves AS rematch
FROM release r
LEFT JOIN LATERAL (
  SELECT jsonb_build_object(
    'revision', max(v.id),
    'gained', count(*) FILTER (WHERE c.from_uid IS NULL AND c.to_uid IS NOT NULL),
    'lost', count(*) FILTER (WHERE c.from_uid IS NOT NULL AND c.to_uid IS NULL),
    'moved', count(*) FILTER (WHERE c.from_uid <> c.to_uid)
  ) AS moves
  FROM revision v
  LEFT JOIN placement_change c ON c.revision_id = v.id
  WHERE v.cause = 'rematch' AND v.release_id = r.id
  HAVING count(v.id) > 0
) AS rematch ON true
WHERE CAST(:id AS bigint) IS NULL OR r.id = CAST(:id AS bigint)
ORDER BY r.id DESC
LIMIT :limit
