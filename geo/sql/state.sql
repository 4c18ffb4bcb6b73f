-- What the map showed at :known_at, the newest if that is NULL; of :valid_at on the ground, or when
-- the release came out. One row, also in an empty database.
SELECT
  r.id AS release,
  v.id AS revision,
  (
    SELECT max(as_of) FROM revision
    WHERE CAST(:known_at AS timestamptz) IS NULL OR committed_at <= :known_at
  ) AS as_of,
  r.published_at,
  v.committed_at,
  (SELECT min(published_at) FROM release) AS opened_at,
  EXISTS (
    SELECT FROM survey WHERE status = 'published' AND decisions @> '{"demo": true}'
  ) AS demo,
  (
    SELECT s.decisions -> 'note' FROM survey s
    WHERE s.status = 'published' AND jsonb_typeof(s.decisions -> 'note') = 'object'
    ORDER BY s.id DESC LIMIT 1
  ) AS boundaries_note,
  CASE
    WHEN CAST(:valid_at AS timestamptz) IS NULL THEN coalesce(r.zones, 0)
    ELSE (
      SELECT count(*) FROM zone_version z WHERE z.sys @> r.published_at AND z.valid @> :valid_at
    )
  END AS zones,
  CASE
    WHEN CAST(:valid_at AS timestamptz) IS NULL THEN coalesce(r.streets, 0)
    ELSE (
      SELECT count(*) FROM street_version s WHERE s.sys @> r.published_at AND s.valid @> :valid_at
    )
  END AS streets
FROM (SELECT) AS one
LEFT JOIN LATERAL (
  SELECT * FROM release
  WHERE CAST(:known_at AS timestamptz) IS NULL OR published_at <= :known_at
  ORDER BY id DESC LIMIT 1
) AS r ON true
LEFT JOIN LATERAL (
  SELECT * FROM revision
  WHERE CAST(:known_at AS timestamptz) IS NULL OR committed_at <= :known_at
  ORDER BY id DESC LIMIT 1
) AS v ON true
