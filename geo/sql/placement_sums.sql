-- How many records a revision moved. Without :revision the newest that matched anew to :release is
-- meant, and without both the newest that matched anew at all.
SELECT
  v.id AS revision, v.release_id AS release,
  count(c.number) FILTER (WHERE c.from_uid IS NULL AND c.to_uid IS NOT NULL) AS gained,
  count(c.number) FILTER (WHERE c.from_uid IS NOT NULL AND c.to_uid IS NULL) AS lost,
  count(c.number) FILTER (WHERE c.from_uid <> c.to_uid) AS moved,
  count(c.number) FILTER (WHERE c.from_uid IS NULL AND c.to_uid IS NULL) AS others
FROM revision v
LEFT JOIN placement_change c ON c.revision_id = v.id
WHERE v.id = coalesce(
  CAST(:revision AS bigint),
  (
    SELECT max(id) FROM revision
    WHERE cause = 'rematch'
      AND (CAST(:release AS bigint) IS NULL OR release_id = CAST(:release AS bigint))
  )
)
GROUP BY v.id
