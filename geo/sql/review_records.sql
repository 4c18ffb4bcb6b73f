-- Some of the records that wait under :key, the newest first.
SELECT DISTINCT ON (day, r.load_id, r.sheet, r.row_no)
  l.kind, r.source_key AS key,
  coalesce(r.day, CAST(r.moment AT TIME ZONE :timezone AS date)) AS date,
  r.title,
  coalesce(
    r.day, CAST(r.moment AT TIME ZONE :timezone AS date),
    CAST(l.loaded_at AT TIME ZONE :timezone AS date)
  ) AS day
FROM placed_record r
JOIN record_load l ON l.id = r.load_id
WHERE r.match_key = :key AND r.placement = 'review' AND upper_inf(r.sys)
ORDER BY day DESC, r.load_id DESC, r.sheet, r.row_no DESC, r.record = 'party_organisation'
LIMIT :limit
