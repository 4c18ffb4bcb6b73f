-- One row, also in an empty database.
SELECT
  r.id AS release,
  v.id AS revision,
  (SELECT max(as_of) FROM revision) AS as_of,
  r.published_at,
  v.committed_at,
  EXISTS (
    SELECT FROM survey WHERE status = 'published' AND decisions @> '{"demo": true}'
  ) AS demo,
  (
    SELECT s.decisions -> 'note' FROM survey s
    WHERE s.status = 'published' AND jsonb_typeof(s.decisions -> 'note') = 'object'
    ORDER BY s.id DESC LIMIT 1
  ) AS boundaries_note,
  coalesce(r.zones, 0) AS zones,
  coalesce(r.streets, 0) AS streets
FROM (SELECT) AS one
LEFT JOIN LATERAL (SELECT * FROM release ORDER BY id DESC LIMIT 1) AS r ON true
LEFT JOIN LATERAL (SELECT * FROM revision ORDER BY id DESC LIMIT 1) AS v ON true
