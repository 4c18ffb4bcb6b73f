-- How a zone is served as of a revision, with the firm as the list of firms has it.
SELECT
  s.mode, s.contract_stage, s.starts_on, s.ends_on, s.fee_yuan_m2_month,
  coalesce(f.name, s.firm_name) AS firm_name, s.firm_uscc, l.file_name AS source,
  coalesce(
    (
      SELECT p.status FROM party_organisation p
      WHERE p.holder = 'enterprise' AND p.firm_uscc = s.firm_uscc AND p.sys @> v.committed_at
      ORDER BY p.id DESC LIMIT 1
    ),
    'unknown'
  ) AS party_organisation
FROM revision v
JOIN service s ON s.zone_uid = :uid AND s.placement = 'matched' AND s.sys @> v.committed_at
JOIN record_load l ON l.id = s.load_id
LEFT JOIN firm f ON f.uscc = s.firm_uscc AND f.sys @> v.committed_at
WHERE v.id = :revision
ORDER BY s.id DESC
LIMIT 1
