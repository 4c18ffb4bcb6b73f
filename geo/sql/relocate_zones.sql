-- After streets changed: zones that now lie in another street, with that street.
SELECT zone.id, street.street_uid
FROM zone_version AS zone
LEFT JOIN LATERAL (
    SELECT candidate.street_uid
    FROM street_version AS candidate
    WHERE upper_inf(candidate.sys) AND upper_inf(candidate.valid)
      AND ST_Intersects(candidate.geom, zone.geom)
    ORDER BY ST_Area(ST_Intersection(candidate.geom, zone.geom)) DESC, candidate.street_uid
    LIMIT 1
) AS street ON TRUE
WHERE upper_inf(zone.sys) AND upper_inf(zone.valid)
  AND zone.street_uid IS DISTINCT FROM street.street_uid
ORDER BY zone.id
