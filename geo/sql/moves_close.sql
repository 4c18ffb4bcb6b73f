UPDATE {table} AS known SET sys = tstzrange(lower(known.sys), :now)
FROM moving
WHERE moving.of_table = '{table}' AND moving.of_id = known.id AND upper_inf(known.sys)
