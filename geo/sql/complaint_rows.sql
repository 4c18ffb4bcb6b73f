-- One page of a zone's work orders, newest first; :after is the id of the last row seen.
WITH mine AS (
  SELECT
    c.id, c.order_no, c.category, c.title, c.resolved, c.satisfaction, c.received_at,
    c.order_status, c.host_unit, c.supervised,
    CAST(c.deadline_at AT TIME ZONE :timezone AS date) AS deadline_on,
    CAST(c.closed_at AT TIME ZONE :timezone AS date) AS closed_on,
    CAST(c.received_at AT TIME ZONE :timezone AS date) AS received_on
  FROM revision v
  JOIN complaint c ON c.zone_uid = :uid AND c.placement = 'matched' AND c.sys @> v.committed_at
  WHERE v.id = :revision
),
chosen AS (
  SELECT * FROM mine
  WHERE (CAST(:start AS date) IS NULL OR received_on >= CAST(:start AS date))
    AND (CAST(:end AS date) IS NULL OR received_on < CAST(:end AS date))
    AND (CAST(:category AS text) IS NULL OR category = CAST(:category AS text))
)
SELECT
  id, order_no, received_on, category, title, resolved, satisfaction, order_status, host_unit,
  supervised, deadline_on, closed_on,
  (SELECT count(*) FROM chosen) AS matched
FROM chosen
WHERE CAST(:after AS bigint) IS NULL
  OR (received_at, id) < (SELECT received_at, id FROM chosen WHERE id = CAST(:after AS bigint))
ORDER BY received_at DESC, id DESC
LIMIT :limit
