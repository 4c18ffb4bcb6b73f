-- Who speaks for a zone's owners as of a revision.
SELECT
  c.kind, c.oc_status, c.pmc_status, c.pmc_ground, c.formed_on, c.filed_on, c.filing_no,
  c.term_end, c.members, l.file_name AS source,
  coalesce(
    (
      SELECT p.status FROM party_organisation p
      WHERE p.holder = 'committee' AND p.zone_uid = :uid AND p.placement = 'matched'
        AND p.sys @> v.committed_at
      ORDER BY p.id DESC LIMIT 1
    ),
    'unknown'
  ) AS party_organisation
FROM revision v
JOIN committee c ON c.zone_uid = :uid AND c.placement = 'matched' AND c.sys @> v.committed_at
JOIN record_load l ON l.id = c.load_id
WHERE v.id = :revision
ORDER BY c.id DESC
LIMIT 1
