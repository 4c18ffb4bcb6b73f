-- What the tiles of one release are cut from, in display coordinates; gone when it is published.
DROP TABLE IF EXISTS pg_temp.display_street, pg_temp.display_zone, pg_temp.display_label,
  pg_temp.display_base, pg_temp.flat_base;
CREATE TEMP TABLE display_street (
  zoom int, uid bigint, code text, name text, kind text, geom geometry
) ON COMMIT DROP;
-- A zone too small to draw is a point already; `point` stands in where a tile's grid swallows it.
CREATE TEMP TABLE display_zone (
  zoom int, uid bigint, code text, name text, street bigint, geom geometry, point geometry
) ON COMMIT DROP;
CREATE TEMP TABLE display_label (
  min_zoom int, kind text, uid bigint, name text, rank int, geom geometry
) ON COMMIT DROP;
-- `part` tells zoom and kind by one number, which is what its index is quick with.
CREATE TEMP TABLE display_base (
  part int, number int, name text, rank int, area float, geom geometry
) ON COMMIT DROP;
