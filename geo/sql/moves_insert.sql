-- The rows that moved, as they are from :now on: what the source says stays as it was.
INSERT INTO {table} (
  {columns}, source_key, zone_uid, placement, match_key, evidence, sys
)
SELECT {columns}, to_key, to_uid, to_placement, to_match, to_evidence, tstzrange(:now, NULL)
FROM {table}
JOIN moving ON moving.of_table = '{table}' AND moving.of_id = {table}.id
ORDER BY {table}.id
