CREATE INDEX ON pg_temp.display_street USING gist (zoom, geom);
CREATE INDEX ON pg_temp.display_zone USING gist (zoom, geom);
CREATE INDEX ON pg_temp.display_label USING gist (geom);
ANALYZE pg_temp.display_street;
ANALYZE pg_temp.display_zone;
ANALYZE pg_temp.display_label;
