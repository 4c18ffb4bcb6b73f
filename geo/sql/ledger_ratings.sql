-- Ratings of the zone itself and of the firm that serves it.
SELECT r.kind, r.period, r.score, r.grade, r.dimensions, r.load_id,
  CASE WHEN r.zone_uid = :uid THEN NULL ELSE r.firm_name END AS firm_name
FROM revision v
JOIN rating r ON r.sys @> v.committed_at
  AND (
    (r.zone_uid = :uid AND r.placement = 'matched')
    OR (r.zone_uid IS NULL AND r.firm_uscc = CAST(:firm AS text))
  )
WHERE v.id = :revision
ORDER BY r.period DESC, r.kind, r.id
