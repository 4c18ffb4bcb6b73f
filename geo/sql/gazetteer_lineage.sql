-- Which zone came from which, as far as it is known now: going back withdraws a release's.
SELECT parent_uid, child_uid, max(share) AS share
FROM lineage
WHERE EXISTS (
  SELECT FROM zone_version AS child
  WHERE child.zone_uid = lineage.child_uid AND upper_inf(child.sys)
)
GROUP BY parent_uid, child_uid
ORDER BY parent_uid, child_uid
