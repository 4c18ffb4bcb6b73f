-- What people decided about the places of records, by match key. Of a zone that is gone its only
-- successor is meant; where it has none, or several, the decision says nothing any more.
WITH RECURSIVE lasting AS MATERIALIZED (
  SELECT DISTINCT zone_uid FROM zone_version WHERE upper_inf(sys) AND upper_inf(valid)
),
heir AS MATERIALIZED (
  SELECT l.parent_uid, min(l.child_uid) AS child_uid
  FROM (SELECT DISTINCT parent_uid, child_uid FROM lineage) AS l
  WHERE EXISTS (
    SELECT FROM zone_version AS child WHERE child.zone_uid = l.child_uid AND upper_inf(child.sys)
  )
  GROUP BY l.parent_uid
  HAVING count(*) = 1
),
followed AS (
  SELECT id, match_key, verdict, zone_uid FROM match_decision WHERE undone_at IS NULL
  UNION
  SELECT f.id, f.match_key, f.verdict, heir.child_uid
  FROM followed AS f
  JOIN heir ON heir.parent_uid = f.zone_uid
  WHERE NOT EXISTS (SELECT FROM lasting WHERE lasting.zone_uid = f.zone_uid)
)
SELECT match_key, verdict, zone_uid
FROM followed
WHERE zone_uid IS NULL OR EXISTS (SELECT FROM lasting WHERE lasting.zone_uid = followed.zone_uid)
ORDER BY id
