-- The last reading of every survey that may still be published: its preview is kept.
SELECT id, run FROM survey
WHERE status IN ('queued', 'reading', 'staged', 'publishing') AND run > 0
