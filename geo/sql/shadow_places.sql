-- The places in force, and what was known of them until onemap.shadow_since or later, copied to
-- temporary tables that stand before the real ones by their names.
CREATE TEMP TABLE shadow_street (LIKE street INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE shadow_zone (LIKE zone INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE shadow_release (LIKE release INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE shadow_street_version (LIKE street_version INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE shadow_zone_version (LIKE zone_version INCLUDING IDENTITY) ON COMMIT DROP;
CREATE TEMP TABLE shadow_lineage (LIKE lineage) ON COMMIT DROP;
CREATE TEMP TABLE shadow_base_feature (LIKE base_feature INCLUDING IDENTITY) ON COMMIT DROP;
-- New numbers follow those that are there.
SELECT setval(pg_get_serial_sequence('shadow_street', 'uid'), coalesce(max(uid), 0) + 1, false)
FROM street;
SELECT setval(pg_get_serial_sequence('shadow_zone', 'uid'), coalesce(max(uid), 0) + 1, false)
FROM zone;
SELECT setval(pg_get_serial_sequence('shadow_release', 'id'), coalesce(max(id), 0) + 1, false)
FROM release;
SELECT setval(
  pg_get_serial_sequence('shadow_street_version', 'id'), coalesce(max(id), 0) + 1, false
) FROM street_version;
SELECT setval(pg_get_serial_sequence('shadow_zone_version', 'id'), coalesce(max(id), 0) + 1, false)
FROM zone_version;
INSERT INTO shadow_release OVERRIDING SYSTEM VALUE
SELECT * FROM release;
INSERT INTO shadow_street_version OVERRIDING SYSTEM VALUE
SELECT * FROM street_version
WHERE upper_inf(sys) OR upper(sys) > CAST(current_setting('onemap.shadow_since') AS timestamptz);
INSERT INTO shadow_zone_version OVERRIDING SYSTEM VALUE
SELECT * FROM zone_version
WHERE upper_inf(sys) OR upper(sys) > CAST(current_setting('onemap.shadow_since') AS timestamptz);
INSERT INTO shadow_lineage
SELECT * FROM lineage;
INSERT INTO shadow_base_feature OVERRIDING SYSTEM VALUE
SELECT * FROM base_feature WHERE upper_inf(sys);
ALTER TABLE shadow_street RENAME TO street;
ALTER TABLE shadow_zone RENAME TO zone;
ALTER TABLE shadow_release RENAME TO release;
ALTER TABLE shadow_street_version RENAME TO street_version;
ALTER TABLE shadow_zone_version RENAME TO zone_version;
ALTER TABLE shadow_lineage RENAME TO lineage;
ALTER TABLE shadow_base_feature RENAME TO base_feature;
