-- The streets of a release with their shapes, by code; as of :valid_at on the ground, if that is given.
SELECT
  s.street_uid AS uid, s.code, s.name, s.attributes ->> 'kind' AS kind, s.area_m2,
  ARRAY[ST_XMin(s.geom), ST_YMin(s.geom), ST_XMax(s.geom), ST_YMax(s.geom)] AS bbox,
  CAST(ST_AsGeoJSON(ST_ForcePolygonCCW(s.geom), 7, 0) AS json) AS geometry
FROM release r
JOIN street_version s ON s.sys @> r.published_at
  AND s.valid @> coalesce(CAST(:valid_at AS timestamptz), r.published_at)
WHERE r.id = :release
ORDER BY s.code
