-- Complaints of a revision by zone and month; those that wait for a place or have none, or whose
-- zone is not in the release (as of :valid_at on the ground, if that is given), have no zone. Of
-- these the `unplaceable` have none by a person's word. Those of other districts are `out_of_area`
-- and among no others.
WITH zone AS MATERIALIZED (
  SELECT z.zone_uid
  FROM release r
  JOIN zone_version z ON z.sys @> r.published_at AND z.valid @> coalesce(CAST(:valid_at AS timestamptz), r.published_at)
  WHERE r.id = :release
),
counted AS MATERIALIZED (
  SELECT
    CASE WHEN placement = 'matched' THEN zone_uid END AS zone_uid,
    date_trunc('month', received_at AT TIME ZONE :timezone)::date AS month,
    placement = 'rejected' AS unplaceable,
    placement = 'out_of_area' AS elsewhere,
    count(*) AS complaints
  FROM complaint
  WHERE sys @> (SELECT committed_at FROM revision WHERE id = :revision)
  GROUP BY 1, 2, 3, 4
)
SELECT
  z.zone_uid AS zone, c.month,
  coalesce(sum(c.complaints) FILTER (WHERE NOT c.elsewhere), 0)::bigint AS complaints,
  coalesce(sum(c.complaints) FILTER (WHERE c.unplaceable), 0)::bigint AS unplaceable,
  coalesce(sum(c.complaints) FILTER (WHERE c.elsewhere), 0)::bigint AS out_of_area
FROM counted c
LEFT JOIN zone z ON z.zone_uid = c.zone_uid
GROUP BY 1, 2
ORDER BY 1, 2
