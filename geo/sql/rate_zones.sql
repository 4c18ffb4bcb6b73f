-- What rates are counted from: one row per zone of a moment (:valid_at: as of then on the ground).
WITH at AS MATERIALIZED (
  SELECT
    (SELECT published_at FROM release WHERE id = :release) AS released,
    coalesce(
      CAST(:valid_at AS timestamptz), (SELECT published_at FROM release WHERE id = :release)
    ) AS ground,
    (SELECT committed_at FROM revision WHERE id = :revision) AS recorded
),
current_service AS MATERIALIZED (
  SELECT DISTINCT ON (s.zone_uid) s.zone_uid, s.mode, s.firm_uscc
  FROM at JOIN service s ON s.placement = 'matched' AND s.sys @> at.recorded
  ORDER BY s.zone_uid, s.id DESC
),
current_committee AS MATERIALIZED (
  SELECT DISTINCT ON (c.zone_uid) c.zone_uid, c.kind
  FROM at JOIN committee c ON c.placement = 'matched' AND c.sys @> at.recorded
  ORDER BY c.zone_uid, c.id DESC
),
committee_party AS MATERIALIZED (
  SELECT DISTINCT ON (p.zone_uid) p.zone_uid, p.status
  FROM at
  JOIN party_organisation p
    ON p.holder = 'committee' AND p.placement = 'matched' AND p.sys @> at.recorded
  ORDER BY p.zone_uid, p.id DESC
),
recent AS MATERIALIZED (
  SELECT c.zone_uid, count(*) AS n
  FROM at
  JOIN complaint c ON c.placement = 'matched' AND c.sys @> at.recorded
  WHERE c.received_at >= CAST(:start AS timestamp) AT TIME ZONE :timezone
    AND c.received_at < CAST(:end AS timestamp) AT TIME ZONE :timezone
  GROUP BY c.zone_uid
)
SELECT
  z.zone_uid,
  z.street_uid,
  CAST(z.attributes ->> 'households' AS float)::bigint AS households,
  coalesce(s.mode, 'unknown') AS service_mode,
  s.firm_uscc,
  coalesce(c.kind, 'unknown') AS committee_kind,
  coalesce(p.status, 'unknown') AS party_committee,
  coalesce(recent.n, 0) AS complaints
FROM at
JOIN zone_version z ON z.sys @> at.released AND z.valid @> at.ground
LEFT JOIN current_service s USING (zone_uid)
LEFT JOIN current_committee c USING (zone_uid)
LEFT JOIN committee_party p USING (zone_uid)
LEFT JOIN recent USING (zone_uid)
ORDER BY z.zone_uid
