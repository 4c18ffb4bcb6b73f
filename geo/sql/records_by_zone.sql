-- How many current records of each kind hang on each of the zones :uids.
WITH asked AS MATERIALIZED (
  SELECT unnest(CAST(:uids AS bigint[])) AS zone_uid
),
hanging AS (
  SELECT 'service' AS kind, zone_uid FROM service
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'committee', zone_uid FROM committee
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'party_organisation', zone_uid FROM party_organisation
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'complaint', zone_uid FROM complaint
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'enforcement', zone_uid FROM enforcement
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'rating', zone_uid FROM rating
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'list_entry', zone_uid FROM list_entry
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'fund', zone_uid FROM fund
  WHERE placement = 'matched' AND upper_inf(sys)
  UNION ALL
  SELECT 'mediation', zone_uid FROM mediation
  WHERE placement = 'matched' AND upper_inf(sys)
)
SELECT kind, zone_uid, count(*) AS n
FROM asked JOIN hanging USING (zone_uid)
GROUP BY kind, zone_uid
ORDER BY kind, zone_uid
