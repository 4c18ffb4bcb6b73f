-- What changes its place, in groups that say the same of it; the greatest first.
SELECT
  coalesce(from_match, to_match) AS key,
  (array_agg(of_words ORDER BY of_load DESC, of_row DESC))[1] AS said,
  count(DISTINCT (of_load, of_sheet, of_row)) AS rows,
  from_uid, to_uid, from_placement, to_placement
FROM moving
WHERE from_placement <> to_placement OR from_uid IS DISTINCT FROM to_uid
GROUP BY coalesce(from_match, to_match), from_uid, to_uid, from_placement, to_placement
ORDER BY rows DESC, key, from_uid, to_uid
LIMIT :limit
