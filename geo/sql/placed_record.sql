-- The record :key of the table :record in the zone :uid, as of a revision: what it says, and why it
-- is there; whether it still stands so.
SELECT r.match_key AS key, r.evidence, upper_inf(r.sys) AS current
FROM revision v
JOIN placed_record r
  ON r.record = :record AND r.zone_uid = :uid AND r.source_key = :key AND r.placement = 'matched'
  AND r.sys @> v.committed_at
WHERE v.id = :revision
