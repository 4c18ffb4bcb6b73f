-- Counts of a zone's work orders as of a revision; months are those of the district's own time.
WITH mine AS (
  SELECT
    c.category, c.monthly_topic, c.callback_valid, c.resolved, c.satisfaction, c.load_id,
    CAST(c.received_at AT TIME ZONE :timezone AS date) AS received_on
  FROM revision v
  JOIN complaint c ON c.zone_uid = :uid AND c.placement = 'matched' AND c.sys @> v.committed_at
  WHERE v.id = :revision
)
SELECT
  count(*) AS total,
  count(*) FILTER (
    WHERE received_on >= CAST(:start AS date) AND received_on < CAST(:end AS date)
  ) AS last_12_months,
  count(*) FILTER (WHERE callback_valid) AS called_back,
  count(*) FILTER (WHERE callback_valid AND resolved) AS resolved,
  count(*) FILTER (WHERE callback_valid AND satisfaction IN ('satisfied', 'basically'))
    AS satisfied,
  (
    SELECT coalesce(json_agg(json_build_object('month', month, 'count', n) ORDER BY month), '[]')
    FROM (SELECT to_char(received_on, 'YYYY-MM') AS month, count(*) AS n FROM mine GROUP BY 1) AS m
  ) AS by_month,
  (
    SELECT coalesce(
      json_agg(json_build_object('category', category, 'count', n) ORDER BY n DESC, category), '[]'
    )
    FROM (SELECT category, count(*) AS n FROM mine GROUP BY 1) AS m
  ) AS by_category,
  (
    SELECT coalesce(
      json_agg(json_build_object('topic', topic, 'count', n) ORDER BY n DESC, topic), '[]'
    )
    FROM (
      SELECT monthly_topic AS topic, count(*) AS n FROM mine
      WHERE monthly_topic IS NOT NULL GROUP BY 1
    ) AS m
  ) AS monthly_topics,
  (
    SELECT file_name FROM record_load WHERE id = (SELECT max(load_id) FROM mine)
  ) AS source
FROM mine
