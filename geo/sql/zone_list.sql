-- One page of the zones of a moment, by uid, with the number of all that match the filters.
WITH at AS (
  SELECT
    (SELECT published_at FROM release WHERE id = :release) AS released,
    coalesce(
      CAST(:valid_at AS timestamptz), (SELECT published_at FROM release WHERE id = :release)
    ) AS ground,
    (SELECT committed_at FROM revision WHERE id = :revision) AS recorded
),
matching AS (
  SELECT
    z.id, z.zone_uid, z.street_uid, z.code, z.name, z.area_m2, z.attributes,
    s.code AS street_code,
    s.name AS street_name,
    coalesce(service.mode, 'unknown') AS service_mode,
    coalesce(committee.kind, 'unknown') AS committee_kind
  FROM at
  JOIN zone_version z ON z.sys @> at.released AND z.valid @> at.ground
  LEFT JOIN street_version s
    ON s.street_uid = z.street_uid AND s.sys @> at.released AND s.valid @> at.ground
  LEFT JOIN LATERAL (
    SELECT mode FROM service
    WHERE zone_uid = z.zone_uid AND placement = 'matched' AND sys @> at.recorded
    ORDER BY id DESC LIMIT 1
  ) AS service ON true
  LEFT JOIN LATERAL (
    SELECT kind FROM committee
    WHERE zone_uid = z.zone_uid AND placement = 'matched' AND sys @> at.recorded
    ORDER BY id DESC LIMIT 1
  ) AS committee ON true
  WHERE (CAST(:street AS text) IS NULL OR s.code = CAST(:street AS text))
    AND (CAST(:uid AS bigint) IS NULL OR z.zone_uid = CAST(:uid AS bigint))
    AND (
      CAST(:west AS float) IS NULL
      OR ST_Intersects(
        z.geom,
        ST_MakeEnvelope(
          CAST(:west AS float), CAST(:south AS float),
          CAST(:east AS float), CAST(:north AS float),
          (SELECT ST_SRID(geom) FROM zone_version LIMIT 1)
        )
      )
    )
),
chosen AS (
  SELECT * FROM matching
  WHERE (CAST(:service_mode AS text) IS NULL OR service_mode = CAST(:service_mode AS text))
    AND (CAST(:committee_kind AS text) IS NULL OR committee_kind = CAST(:committee_kind AS text))
)
SELECT
  c.zone_uid AS uid, c.code, c.name, c.street_uid, c.street_code, c.street_name,
  c.service_mode, c.committee_kind, c.area_m2, c.attributes,
  ARRAY[ST_XMin(z.geom), ST_YMin(z.geom), ST_XMax(z.geom), ST_YMax(z.geom)] AS bbox,
  CAST(ST_AsGeoJSON(ST_ForcePolygonCCW(z.geom), 7, 0) AS json) AS geometry,
  (SELECT count(*) FROM chosen) AS matched
FROM chosen c
JOIN zone_version z ON z.id = c.id
WHERE c.zone_uid > :after
ORDER BY c.zone_uid
LIMIT :limit
