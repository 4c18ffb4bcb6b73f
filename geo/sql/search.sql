-- Zones and streets of a release whose name, code, alias or address holds the words; best first.
-- A rank below 10 is a whole hit, 10 to 40 a part of something, 60 a likeness (a slip of the pen).
WITH at AS (
  SELECT published_at AS released, coalesce(CAST(:valid_at AS timestamptz), published_at) AS ground
  FROM release WHERE id = :release
),
places AS (
  SELECT
    'street' AS kind, s.id, s.street_uid AS uid, CAST(NULL AS bigint) AS street_uid, s.code, s.name,
    CAST(NULL AS jsonb) AS aliases, CAST(NULL AS text) AS address
  FROM at
  JOIN street_version s ON s.sys @> at.released AND s.valid @> at.ground
  UNION ALL
  SELECT
    'zone', z.id, z.zone_uid, z.street_uid, z.code, z.name,
    CASE jsonb_typeof(z.attributes -> 'aliases')
      WHEN 'array' THEN z.attributes -> 'aliases' ELSE '[]' END,
    z.attributes ->> 'address'
  FROM at
  JOIN zone_version z ON z.sys @> at.released AND z.valid @> at.ground
),
ranked AS MATERIALIZED (
  SELECT
    places.*,
    CASE
      WHEN upper(code) = upper(:q) THEN 0
      WHEN name = :q THEN 1
      WHEN aliases ? :q THEN 2
      WHEN name ILIKE :prefix THEN 10
      WHEN code ILIKE :prefix THEN 15
      WHEN name ILIKE :inside THEN 20
      WHEN code ILIKE :inside THEN 25
      WHEN aliases <> '[]' AND translate(aliases::text, '[]"', '') ILIKE :inside THEN 30
      WHEN address ILIKE :inside THEN 40
      WHEN similarity(name, :q) >= :likeness THEN 60
    END AS rank
  FROM places
),
best AS (
  SELECT *, similarity(name, :q) AS likeness
  FROM ranked
  WHERE rank IS NOT NULL
  ORDER BY rank, likeness DESC, length(name), kind, uid
  LIMIT :limit
),
shaped AS (
  SELECT b.*, s.name AS street_name, coalesce(z.geom, o.geom) AS geom
  FROM best b
  LEFT JOIN zone_version z ON b.kind = 'zone' AND z.id = b.id
  LEFT JOIN street_version o ON b.kind = 'street' AND o.id = b.id
  LEFT JOIN at ON true
  LEFT JOIN street_version s
    ON s.street_uid = b.street_uid AND s.sys @> at.released AND s.valid @> at.ground
)
SELECT
  kind, uid, code, name, street_name,
  CASE
    WHEN rank IN (0, 15, 25) THEN 'code'
    WHEN rank IN (2, 30) THEN 'alias'
    WHEN rank = 40 THEN 'address'
    ELSE 'name'
  END AS matched,
  round(ST_X(inside)::numeric, 7)::float AS lon,
  round(ST_Y(inside)::numeric, 7)::float AS lat,
  ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox
FROM shaped
CROSS JOIN LATERAL ST_PointOnSurface(geom) AS inside
ORDER BY rank, likeness DESC, length(name), kind, uid
