-- Groups of records that say the same of their place and wait: those with the most records first,
-- then those with the newest event. :rows, :newest and :key are the last group of the page before.
WITH waiting AS MATERIALIZED (
  SELECT
    r.match_key AS key, l.kind, r.load_id, coalesce(r.sheet, '') AS sheet, r.row_no, r.evidence,
    coalesce(
      r.day, CAST(r.moment AT TIME ZONE :timezone AS date),
      CAST(l.loaded_at AT TIME ZONE :timezone AS date)
    ) AS day
  FROM placed_record r
  JOIN record_load l ON l.id = r.load_id
  WHERE r.placement = 'review' AND upper_inf(r.sys) AND r.match_key IS NOT NULL
    AND (CAST(:only AS text) IS NULL OR r.match_key = CAST(:only AS text))
    AND (CAST(:kind AS text) IS NULL OR l.kind = CAST(:kind AS text))
    AND (
      CAST(:said AS text[]) IS NULL
      OR r.evidence -> 'said' ->> 'street_name' = ANY(CAST(:said AS text[]))
    )
    AND (
      CAST(:street AS text) IS NULL
      OR strpos(r.evidence -> 'said' ->> 'street_name', CAST(:street AS text)) > 0
      OR (
        NOT jsonb_exists(r.evidence -> 'said', 'street_name')
        AND CAST(r.evidence -> 'candidates' -> 0 ->> 'zone' AS bigint)
          = ANY(CAST(:zones AS bigint[]))
      )
    )
),
by_kind AS (
  SELECT key, kind, count(DISTINCT (load_id, sheet, row_no)) AS rows, max(day) AS newest
  FROM waiting GROUP BY key, kind
),
grouped AS (
  SELECT key, sum(rows)::bigint AS rows, max(newest) AS newest, jsonb_object_agg(kind, rows) AS kinds
  FROM by_kind GROUP BY key
),
page AS (
  SELECT
    grouped.*,
    count(*) OVER () AS all_groups,
    (sum(rows) OVER ())::bigint AS all_rows
  FROM grouped
)
SELECT
  page.*,
  shown.evidence -> 'said' AS said,
  shown.evidence ->> 'by' AS by,
  shown.evidence -> 'candidates' AS candidates,
  best.zone_uid, best.code, best.name
FROM page
CROSS JOIN LATERAL (
  SELECT evidence FROM waiting
  WHERE waiting.key = page.key
  ORDER BY day DESC, load_id DESC, sheet, row_no DESC
  LIMIT 1
) AS shown
LEFT JOIN zone_version best
  ON best.zone_uid = CAST(shown.evidence -> 'candidates' -> 0 ->> 'zone' AS bigint)
  AND upper_inf(best.sys) AND upper_inf(best.valid)
WHERE CAST(:rows AS bigint) IS NULL
  OR (page.rows, page.newest) < (CAST(:rows AS bigint), CAST(:newest AS date))
  OR (
    page.rows = CAST(:rows AS bigint) AND page.newest = CAST(:newest AS date)
    AND page.key > CAST(:key AS text)
  )
ORDER BY page.rows DESC, page.newest DESC, page.key
LIMIT :limit
