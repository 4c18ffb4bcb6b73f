-- The newest release and revision of a time; numbers are given in the order of time.
SELECT
  (SELECT max(id) FROM release WHERE published_at <= :known_at) AS release,
  (SELECT max(id) FROM revision WHERE committed_at <= :known_at) AS revision,
  (SELECT min(published_at) FROM release) AS opened
