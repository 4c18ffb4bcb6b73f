-- The firms of a revision and whether each has a Party organisation.
SELECT f.uscc, coalesce(p.status, 'unknown') AS party_firm
FROM revision v
JOIN firm f ON f.sys @> v.committed_at
LEFT JOIN LATERAL (
  SELECT status FROM party_organisation
  WHERE holder = 'enterprise' AND firm_uscc = f.uscc AND sys @> v.committed_at
  ORDER BY id DESC LIMIT 1
) AS p ON true
WHERE v.id = :revision
ORDER BY f.uscc
