-- The different things that the rows in question say. The day of the event counts where a code is
-- said, since a code is a zone's for a time; the source counts where names hold in one source.
INSERT INTO said
SELECT row_number() OVER (), kind, source, day, words
FROM (
  SELECT DISTINCT
    l.kind,
    coalesce(CASE WHEN :by_source THEN l.source END, '') AS source,
    coalesce(
      CASE WHEN jsonb_exists(r.evidence -> 'said', 'zone_code')
        THEN coalesce(r.day, CAST(r.moment AT TIME ZONE :timezone AS date))
      END,
      '-infinity'
    ) AS day,
    r.evidence -> 'said' AS words
  FROM asked
  JOIN placed_record r ON r.record = asked.of_table AND r.id = asked.of_id
  JOIN record_load l ON l.id = r.load_id
) AS different
