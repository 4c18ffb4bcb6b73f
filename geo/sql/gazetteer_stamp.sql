-- Everything by which records are matched, in a few numbers that change whenever it changes.
SELECT
  (SELECT max(id) FROM release) AS release_id,
  (SELECT count(*) FROM match_decision) AS decided,
  (SELECT count(*) FROM match_decision WHERE undone_at IS NOT NULL) AS undone,
  (SELECT count(*) FROM zone_alias) AS named,
  (SELECT count(*) FROM zone_alias WHERE withdrawn_at IS NOT NULL) AS withdrawn
