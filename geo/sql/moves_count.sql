-- How many records changed their place, and how many were asked.
SELECT
  count(*) FILTER (WHERE from_uid IS NULL AND to_uid IS NOT NULL) AS gained,
  count(*) FILTER (WHERE from_uid IS NOT NULL AND to_uid IS NULL) AS lost,
  count(*) FILTER (WHERE from_uid <> to_uid) AS moved,
  count(*) FILTER (WHERE from_uid IS NULL AND to_uid IS NULL) AS others,
  (
    SELECT count(DISTINCT (r.load_id, r.sheet, r.row_no))
    FROM asked JOIN placed_record r ON r.record = asked.of_table AND r.id = asked.of_id
  ) AS asked
FROM (
  SELECT DISTINCT ON (of_load, of_sheet, of_row) *
  FROM moving
  WHERE from_placement <> to_placement OR from_uid IS DISTINCT FROM to_uid
  ORDER BY of_load, of_sheet, of_row, of_table = 'party_organisation', of_id
) AS record
