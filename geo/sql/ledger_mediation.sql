-- Mediation in a zone as of a revision: how often, with what outcome, and the newest :limit.
WITH mine AS (
  SELECT m.*
  FROM revision v
  JOIN mediation m ON m.zone_uid = :uid AND m.placement = 'matched' AND m.sys @> v.committed_at
  WHERE v.id = :revision
)
SELECT
  count(*) AS total,
  count(*) FILTER (WHERE outcome = 'settled') AS settled,
  coalesce(sum(settled_yuan), 0) AS settled_yuan,
  (SELECT file_name FROM record_load WHERE id = (SELECT max(load_id) FROM mine)) AS source,
  (
    SELECT coalesce(json_agg(newest), '[]')
    FROM (
      SELECT case_no, mediated_on, kind, outcome, organisation, title, settled_yuan
      FROM mine
      ORDER BY mediated_on DESC, id DESC
      LIMIT :limit
    ) AS newest
  ) AS rows
FROM mine
