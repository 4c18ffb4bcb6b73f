-- One page of a zone's enforcement, newest first; :after is the id of the last row seen.
WITH mine AS (
  SELECT e.*
  FROM revision v
  JOIN enforcement e ON e.zone_uid = :uid AND e.placement = 'matched' AND e.sys @> v.committed_at
  WHERE v.id = :revision
)
SELECT
  id, decision_no, decided_on, authority, authority_name, violation, article, procedure, outcome,
  string_to_array(penalty_kinds, ',') AS penalty_kinds, published_until,
  fined_yuan, confiscated_yuan, refunded_yuan, involved_yuan, party_name AS party,
  (SELECT count(*) FROM mine) AS matched
FROM mine
WHERE CAST(:after AS bigint) IS NULL
  OR (decided_on, id) < (SELECT decided_on, id FROM mine WHERE id = CAST(:after AS bigint))
ORDER BY decided_on DESC, id DESC
LIMIT :limit
