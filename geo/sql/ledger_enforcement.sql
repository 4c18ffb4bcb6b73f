-- Counts and the four amounts of a zone's enforcement; the amounts are never added to each other.
SELECT
  count(*) AS total,
  coalesce(sum(e.fined_yuan), 0) AS fined_yuan,
  coalesce(sum(e.confiscated_yuan), 0) AS confiscated_yuan,
  coalesce(sum(e.refunded_yuan), 0) AS refunded_yuan,
  coalesce(sum(e.involved_yuan), 0) AS involved_yuan,
  (SELECT l.file_name FROM record_load l WHERE l.id = max(e.load_id)) AS source
FROM revision v
JOIN enforcement e ON e.zone_uid = :uid AND e.placement = 'matched' AND e.sys @> v.committed_at
WHERE v.id = :revision
