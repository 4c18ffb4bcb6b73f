-- How many groups and records wait for a person, and how many records by kind.
WITH waiting AS (
  SELECT r.match_key, l.kind, r.load_id, r.sheet, r.row_no
  FROM placed_record r
  JOIN record_load l ON l.id = r.load_id
  WHERE r.placement = 'review' AND upper_inf(r.sys)
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
  SELECT kind, count(DISTINCT (load_id, sheet, row_no)) AS rows FROM waiting GROUP BY kind
)
SELECT
  (SELECT count(DISTINCT match_key) FROM waiting) AS groups,
  coalesce((SELECT sum(rows) FROM by_kind), 0)::bigint AS rows,
  coalesce((SELECT jsonb_object_agg(kind, rows) FROM by_kind), '{}') AS kinds
