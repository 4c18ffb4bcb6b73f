-- Zones and streets of a release whose name, code, alias or address holds the words; best first.
-- A rank below 1 is a whole hit, 1 to 5 a part of something, 6 a likeness (a slip of the pen).
WITH at AS (
  SELECT published_at AS released FROM release WHERE id = :release
),
places AS (
  SELECT
    'street' AS kind, s.id, s.street_uid AS uid, s.code, s.name,
    CAST(NULL AS text) AS street_name, '[]'::jsonb AS aliases, '' AS address
  FROM at
  JOIN street_version s ON s.sys @> at.released AND s.valid @> at.released
  UNION ALL
  SELECT
    'zone', z.id, z.zone_uid, z.code, z.name, s.name,
    CASE WHEN jsonb_typeof(z.attributes -> 'aliases') = 'array'
      THEN z.attributes -> 'aliases' ELSE '[]'::jsonb END,
    coalesce(z.attributes ->> 'address', '')
  FROM at
  JOIN zone_version z ON z.sys @> at.released AND z.valid @> at.released
  LEFT JOIN street_version s
    ON s.street_uid = z.street_uid AND s.sys @> at.released AND s.valid @> at.released
),
ranked AS (
  SELECT p.*, hit.matched, hit.rank, similarity(p.name, :q) AS likeness
  FROM places p
  CROSS JOIN LATERAL (
    SELECT matched, rank FROM (VALUES
      ('code', 0.0, upper(p.code) = upper(:q)),
      ('name', 0.1, p.name = :q),
      ('alias', 0.2, p.aliases ? :q),
      ('name', 1.0, p.name ILIKE :prefix),
      ('code', 1.5, p.code ILIKE :prefix),
      ('name', 2.0, p.name ILIKE :inside),
      ('code', 2.5, p.code ILIKE :inside),
      ('alias', 3.0, p.aliases::text ILIKE :inside),
      ('address', 4.0, p.address ILIKE :inside),
      ('name', 6.0, similarity(p.name, :q) >= :likeness)
    ) AS tests (matched, rank, holds)
    WHERE holds
    ORDER BY rank
    LIMIT 1
  ) AS hit
  ORDER BY hit.rank, likeness DESC, length(p.name), p.kind, p.uid
  LIMIT :limit
),
shaped AS (
  SELECT r.*, coalesce(z.geom, s.geom) AS geom
  FROM ranked r
  LEFT JOIN zone_version z ON r.kind = 'zone' AND z.id = r.id
  LEFT JOIN street_version s ON r.kind = 'street' AND s.id = r.id
)
SELECT
  kind, uid, code, name, street_name, matched,
  round(ST_X(ST_PointOnSurface(geom))::numeric, 7)::float AS lon,
  round(ST_Y(ST_PointOnSurface(geom))::numeric, 7)::float AS lat,
  ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bbox
FROM shaped
ORDER BY rank, likeness DESC, length(name), kind, uid
