-- What the records of a revision say about each zone of a release, by uid. The zones are those of
-- :valid_at on the ground; without it, of the day when the release came out.
WITH at AS (
  SELECT
    (SELECT committed_at FROM revision WHERE id = :revision) AS recorded
),
served AS MATERIALIZED (
  SELECT DISTINCT ON (s.zone_uid) s.zone_uid, s.mode, s.contract_stage, s.firm_uscc
  FROM at JOIN service s ON s.sys @> at.recorded AND s.placement = 'matched'
  ORDER BY s.zone_uid, s.id DESC
),
governed AS MATERIALIZED (
  SELECT DISTINCT ON (c.zone_uid) c.zone_uid, c.kind, c.oc_status, c.pmc_status
  FROM at JOIN committee c ON c.sys @> at.recorded AND c.placement = 'matched'
  ORDER BY c.zone_uid, c.id DESC
),
committee_party AS MATERIALIZED (
  SELECT DISTINCT ON (p.zone_uid) p.zone_uid, p.status
  FROM at JOIN party_organisation p ON p.sys @> at.recorded AND p.placement = 'matched'
  WHERE p.holder = 'committee'
  ORDER BY p.zone_uid, p.id DESC
),
firm_party AS MATERIALIZED (
  SELECT DISTINCT ON (p.firm_uscc) p.firm_uscc, p.status
  FROM at JOIN party_organisation p ON p.sys @> at.recorded
  WHERE p.holder = 'enterprise'
  ORDER BY p.firm_uscc, p.id DESC
),
enforced AS MATERIALIZED (
  SELECT e.zone_uid, count(*) AS total, coalesce(sum(e.fined_yuan), 0)::float AS fined_yuan
  FROM at JOIN enforcement e ON e.sys @> at.recorded AND e.placement = 'matched'
  GROUP BY e.zone_uid
)
SELECT
  z.zone_uid AS uid,
  served.mode AS service_mode,
  served.contract_stage,
  governed.kind AS committee_kind,
  governed.oc_status,
  governed.pmc_status,
  committee_party.status AS party_committee,
  firm_party.status AS party_firm,
  coalesce(enforced.total, 0) AS enforcement_total,
  coalesce(enforced.fined_yuan, 0) AS fined_yuan
FROM release r
JOIN zone_version z ON z.sys @> r.published_at AND z.valid @> coalesce(CAST(:valid_at AS timestamptz), r.published_at)
LEFT JOIN served ON served.zone_uid = z.zone_uid
LEFT JOIN governed ON governed.zone_uid = z.zone_uid
LEFT JOIN committee_party ON committee_party.zone_uid = z.zone_uid
LEFT JOIN firm_party ON firm_party.firm_uscc = served.firm_uscc
LEFT JOIN enforced ON enforced.zone_uid = z.zone_uid
WHERE r.id = :release
ORDER BY z.zone_uid
