-- How many records of a revision wait for a place, have none by a person's word, or belong to a zone
-- that the release lacks (as of :valid_at on the ground, if that is given); `unplaceable` are those
-- that have none by a person's word. Those of other districts are `out_of_area` and among no others.
WITH zone AS MATERIALIZED (
  SELECT z.zone_uid
  FROM release r
  JOIN zone_version z ON z.sys @> r.published_at AND z.valid @> coalesce(CAST(:valid_at AS timestamptz), r.published_at)
  WHERE r.id = :release
),
record AS (
  SELECT 'service' AS kind, placement, evidence ->> 'by' AS judged_by, zone_uid, sys FROM service
  UNION ALL
  SELECT 'committee', placement, evidence ->> 'by', zone_uid, sys FROM committee
  UNION ALL
  SELECT 'enforcement', placement, evidence ->> 'by', zone_uid, sys FROM enforcement
),
counted AS MATERIALIZED (
  SELECT
    kind, CASE WHEN placement = 'matched' THEN zone_uid END AS zone_uid,
    placement = 'rejected' AS unplaceable, placement = 'out_of_area' AS elsewhere,
    count(*) AS records
  FROM record
  WHERE (
      placement IN ('matched', 'review', 'out_of_area')
      -- What stood back for another row of its zone is no record of its own.
      OR (placement = 'rejected' AND judged_by <> 'superseded')
    )
    AND sys @> (SELECT committed_at FROM revision WHERE id = :revision)
  GROUP BY 1, 2, 3, 4
)
SELECT
  c.kind,
  coalesce(sum(c.records) FILTER (WHERE NOT c.elsewhere), 0)::bigint AS records,
  coalesce(sum(c.records) FILTER (WHERE c.unplaceable), 0)::bigint AS unplaceable,
  coalesce(sum(c.records) FILTER (WHERE c.elsewhere), 0)::bigint AS out_of_area
FROM counted c
WHERE NOT EXISTS (SELECT FROM zone z WHERE z.zone_uid = c.zone_uid)
GROUP BY c.kind
