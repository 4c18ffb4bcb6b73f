-- What the zones :zones may concern wherever it lies: all that has no zone, or has it by likeness
-- alone; all that lies in one of them, was nearly matched to one, or was decided to; and all whose
-- point lies in a cell of some 400 m that one of them reaches, as it was at :since or is.
INSERT INTO asked
WITH reached AS MATERIALIZED (
  SELECT DISTINCT x, y
  FROM zone_version z
  CROSS JOIN generate_series(
    CAST(floor((ST_XMin(z.geom) - 0.003) / 0.004) AS integer),
    CAST(floor((ST_XMax(z.geom) + 0.003) / 0.004) AS integer)
  ) AS x
  CROSS JOIN generate_series(
    CAST(floor((ST_YMin(z.geom) - 0.003) / 0.004) AS integer),
    CAST(floor((ST_YMax(z.geom) + 0.003) / 0.004) AS integer)
  ) AS y
  WHERE z.zone_uid = ANY(CAST(:zones AS bigint[]))
    AND (upper_inf(z.sys) OR upper(z.sys) > :since)
)
SELECT record, id FROM placed_record
WHERE upper_inf(sys)
  AND (
    placement <> 'matched'
    OR zone_uid = ANY(CAST(:zones AS bigint[]))
    OR evidence ->> 'by' = 'fuzzy'
    OR EXISTS (
      SELECT FROM jsonb_array_elements(evidence -> 'candidates') AS candidate
      WHERE CAST(candidate ->> 'zone' AS bigint) = ANY(CAST(:zones AS bigint[]))
    )
    OR match_key IN (
      SELECT match_key FROM match_decision
      WHERE undone_at IS NULL AND zone_uid = ANY(CAST(:zones AS bigint[]))
    )
    OR (
      CAST(floor(CAST(evidence -> 'point' ->> 0 AS float) / 0.004) AS integer),
      CAST(floor(CAST(evidence -> 'point' ->> 1 AS float) / 0.004) AS integer)
    ) IN (SELECT x, y FROM reached)
  )
