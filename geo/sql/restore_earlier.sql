-- Holds again, from :now on, what was held at :then and is no longer.
INSERT INTO {table} ({columns}, sys)
SELECT {columns}, tstzrange(:now, NULL)
FROM {table}
WHERE sys @> CAST(:then AS timestamptz) AND NOT upper_inf(sys)
ORDER BY id
