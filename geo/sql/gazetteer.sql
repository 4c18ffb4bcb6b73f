-- Every name under which a current zone is known: its own, then its aliases.
SELECT zone.zone_uid AS uid, zone.code, known.name, street.name AS street_name
FROM zone_version AS zone
LEFT JOIN street_version AS street
    ON street.street_uid = zone.street_uid AND upper_inf(street.sys) AND upper_inf(street.valid)
CROSS JOIN LATERAL (
    SELECT zone.name
    UNION
    SELECT jsonb_array_elements_text(
        CASE WHEN jsonb_typeof(zone.attributes -> 'aliases') = 'array'
             THEN zone.attributes -> 'aliases' ELSE '[]' END
    )
) AS known (name)
WHERE upper_inf(zone.sys) AND upper_inf(zone.valid)
ORDER BY zone.zone_uid, known.name
