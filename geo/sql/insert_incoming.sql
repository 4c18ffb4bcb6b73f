INSERT INTO {table} ({columns}, sys)
SELECT {columns}, tstzrange(:now, NULL) FROM {incoming} ORDER BY number
