-- Lists on which the zone itself stands, or the firm that serves it.
SELECT e.kind, e.issue, e.listed_on, e.rank, e.amount_yuan, e.note, e.load_id,
  CASE WHEN e.zone_uid = :uid THEN NULL ELSE e.firm_name END AS firm_name
FROM revision v
JOIN list_entry e ON e.sys @> v.committed_at
  AND (
    (e.zone_uid = :uid AND e.placement = 'matched')
    OR (e.zone_uid IS NULL AND e.firm_uscc = CAST(:firm AS text))
  )
WHERE v.id = :revision
ORDER BY e.listed_on DESC NULLS LAST, e.kind, e.id
