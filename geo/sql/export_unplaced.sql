-- All current rows in {table} of a kind that belongs to no zones.
SELECT t.*, l.file_name AS of_file, t.sheet AS of_sheet, t.row_no AS of_row
FROM {table} t
JOIN record_load l ON l.id = t.load_id
WHERE upper_inf(t.sys) AND l.kind = :kind
ORDER BY t.id
