-- Which records changed their place, for the revision that moves them; each once, though it may
-- stand in two tables.
INSERT INTO placement_change (
  revision_id, number, load_id, source_key, from_uid, to_uid, from_placement, to_placement
)
SELECT
  :revision, row_number() OVER (ORDER BY of_load, of_sheet, of_row), of_load, to_key,
  from_uid, to_uid, from_placement, to_placement
FROM (
  SELECT DISTINCT ON (of_load, of_sheet, of_row) *
  FROM moving
  WHERE from_placement <> to_placement OR from_uid IS DISTINCT FROM to_uid
  ORDER BY of_load, of_sheet, of_row, of_table = 'party_organisation', of_id
) AS record
