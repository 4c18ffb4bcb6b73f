-- Surveys with their counts and the release that each one made, newest first; all, or one of :id.
-- Files of reference layers are no surveys of boundaries: they are not listed. Which records and zones
-- a survey would move is told of one survey alone.
WITH chosen AS (
  SELECT * FROM survey
  WHERE id = CAST(:id AS bigint) OR (CAST(:id AS bigint) IS NULL AND kind IN ('street', 'zone'))
  ORDER BY id DESC
  LIMIT :limit
)
SELECT
  s.id, s.kind, s.status, s.run, s.file_name, s.file_sha256, s.layer, s.encoding, s.srid,
  s.features, s.partial, s.surveyed_on, s.loaded_at, s.loaded_by, s.finished_at, s.request,
  s.decisions, s.questions, s.error,
  CASE
    WHEN CAST(:id AS bigint) IS NULL THEN (s.summary #- '{moves, records}') - 'relocations'
    ELSE s.summary
  END AS summary,
  s.reviews, s.base_release_id, s.approved_by,
  s.approved_at, s.approval_reason, s.withdrawn_by, s.withdrawal_reason,
  (SELECT min(r.id) FROM release r WHERE r.survey_id = s.id AND r.content_of IS NULL) AS release,
  coalesce(
    (
      SELECT json_object_agg(c.change, c.n)
      FROM (
        SELECT change, count(*) AS n FROM (
          SELECT change FROM survey_feature WHERE survey_id = s.id
          UNION ALL
          -- What a split or a merger retires is counted by the places that it leaves.
          SELECT change FROM survey_removal WHERE survey_id = s.id AND change = 'removed'
        ) AS changed GROUP BY change
      ) AS c
    ),
    '{}'
  ) AS changes,
  found.errors, found.warnings, found.waived, found.open
FROM chosen s
CROSS JOIN LATERAL (
  SELECT
    count(*) FILTER (WHERE f.severity = 'E') AS errors,
    count(*) FILTER (WHERE f.severity = 'W') AS warnings,
    count(*) FILTER (WHERE f.severity = 'E' AND f.stands) AS waived,
    count(*) FILTER (
      WHERE f.severity = 'E' AND NOT f.stands
        AND NOT (f.check_id = ANY(:reviewed) AND s.approved_by IS NOT NULL)
    ) AS open
  FROM (
    SELECT
      survey_finding.check_id, survey_finding.severity,
      survey_finding.check_id <> ALL(:reviewed) AND (
        w.id IS NOT NULL OR coalesce(s.request -> 'accepted', '{}') ? survey_finding.check_id
      ) AS stands
    FROM survey_finding
    LEFT JOIN finding_waiver w
      ON w.fingerprint = survey_finding.fingerprint AND w.check_id = survey_finding.check_id
      AND (w.until IS NULL OR w.until >= current_date)
    WHERE survey_finding.survey_id = s.id
  ) AS f
) AS found
ORDER BY s.id DESC
