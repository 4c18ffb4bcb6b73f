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
counted AS (
  SELECT
    grouped.*,
    count(*) OVER () AS all_groups,
    (sum(rows) OVER ())::bigint AS all_rows
  FROM grouped
),
page AS MATERIALIZED (
  SELECT * FROM counted
  WHERE CAST(:rows AS bigint) IS NULL
    OR (rows, newest) < (CAST(:rows AS bigint), CAST(:newest AS date))
    OR (
      rows = CAST(:rows AS bigint) AND newest = CAST(:newest AS date)
      AND key > CAST(:key AS text)
    )
  ORDER BY rows DESC, newest DESC, key
  LIMIT :limit
),
shown AS (
  SELECT DISTINCT ON (key) key, evidence
  FROM waiting
  WHERE key IN (SELECT key FROM page)
  ORDER BY key, day DESC, load_id DESC, sheet, row_no DESC
)
SELECT
  page.*,
  shown.evidence -> 'said' AS said,
  shown.evidence ->> 'by' AS by,
  shown.evidence -> 'candidates' AS candidates,
  best.zone_uid, best.code, best.name
FROM page
JOIN shown ON shown.key = page.key
LEFT JOIN zone_version best
  ON best.zone_uid = CAST(shown.evidence -> 'candidates' -> 0 ->> 'zone' AS bigint)
  AND upper_inf(best.sys) AND upper_inf(best.valid)
ORDER BY page.rows DESC, page.newest DESC, page.key
