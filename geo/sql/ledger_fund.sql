-- The special maintenance fund of a zone as of a revision; amounts in yuan.
SELECT
  f.set_up, f.custody, f.raised_yuan, f.balance_yuan, f.counted_on, f.low_balance,
  f.replenishment, f.replenished_on, f.replenished_yuan, l.file_name AS source,
  round(100 * f.balance_yuan / nullif(f.raised_yuan, 0), 1) AS balance_percent
FROM revision v
JOIN fund f ON f.zone_uid = :uid AND f.placement = 'matched' AND f.sys @> v.committed_at
JOIN record_load l ON l.id = f.load_id
WHERE v.id = :revision
ORDER BY f.id DESC
LIMIT 1
