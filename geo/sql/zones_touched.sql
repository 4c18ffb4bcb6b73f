-- The zones that records may be matched otherwise to since :since: what changed itself or has
-- another street, what lies within some 400 m of that, and what is called alike.
WITH changed AS MATERIALIZED (
  SELECT zone_uid FROM zone_version WHERE lower(sys) > :since OR upper(sys) > :since
  UNION
  SELECT z.zone_uid
  FROM street_version s
  JOIN zone_version z ON z.street_uid = s.street_uid AND upper_inf(z.sys)
  WHERE lower(s.sys) > :since OR upper(s.sys) > :since
),
looks AS MATERIALIZED (
  SELECT DISTINCT z.name, z.geom
  FROM changed JOIN zone_version z USING (zone_uid)
  WHERE upper_inf(z.sys) OR upper(z.sys) > :since
),
called AS MATERIALIZED (
  SELECT name FROM looks
  UNION
  SELECT jsonb_array_elements_text(z.attributes -> 'aliases')
  FROM changed JOIN zone_version z USING (zone_uid)
  WHERE jsonb_typeof(z.attributes -> 'aliases') = 'array'
    AND (upper_inf(z.sys) OR upper(z.sys) > :since)
)
SELECT zone_uid FROM changed
UNION
SELECT z.zone_uid
FROM looks JOIN zone_version z ON z.geom && ST_Expand(looks.geom, 0.004) AND upper_inf(z.sys)
WHERE EXISTS (SELECT FROM changed)
UNION
SELECT z.zone_uid
FROM called JOIN zone_version z ON z.name % called.name AND upper_inf(z.sys)
