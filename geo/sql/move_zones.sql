-- The zones :ids as they are, but known from :now on to lie in the streets :streets.
INSERT INTO zone_version
    (zone_uid, street_uid, survey_id, code, name, attributes, area_m2, geom, valid, sys)
SELECT zone_uid, moved.street_uid, survey_id, code, name, attributes, area_m2, geom, valid,
    tstzrange(:now, NULL)
FROM zone_version
JOIN unnest(CAST(:ids AS bigint[]), CAST(:streets AS bigint[])) AS moved (id, street_uid)
    USING (id)
ORDER BY id
