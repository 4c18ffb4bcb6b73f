-- What of the reference layers one zoom shows: main roads first, then what is larger than a few
-- pixels, all at the last zoom. Shapes stray from the true ones by less than eyes can see.
INSERT INTO pg_temp.display_base
SELECT
  8 * :zoom + array_position(CAST(:kinds AS text[]), kind), number,
  CASE WHEN kind <> 'building' THEN name END,
  CASE WHEN kind = 'road' THEN rank END,
  area, drawn.geom
FROM pg_temp.flat_base
CROSS JOIN LATERAL (
  SELECT ST_Simplify(
    geom, CAST(:stray AS float) * CASE WHEN kind = 'building' THEN 0.5 ELSE 1 END
  ) AS geom
  OFFSET 0
) AS drawn
WHERE drawn.geom IS NOT NULL AND (
  :last
  OR CASE kind
    WHEN 'road' THEN :zoom >= (ARRAY[8, 9, 11, 12, 13])[rank]
    WHEN 'building' THEN :zoom >= 13 AND area >= (2 * CAST(:pixel AS float)) ^ 2
    WHEN 'community' THEN :zoom >= 12
    ELSE area >= (2 * CAST(:pixel AS float)) ^ 2
      OR (area = 0 AND length >= 12 * CAST(:pixel AS float))
  END
)
