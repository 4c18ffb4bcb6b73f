-- The points that were used of the records that wait under :key, in degrees (CGCS2000).
SELECT DISTINCT
  CAST(evidence -> 'point' ->> 0 AS float) AS lon, CAST(evidence -> 'point' ->> 1 AS float) AS lat
FROM placed_record
WHERE match_key = :key AND placement = 'review' AND upper_inf(sys)
  AND jsonb_typeof(evidence -> 'point') = 'array'
LIMIT :limit
