-- The reference layers in force of some kinds, in a box of degrees, with shapes as WKB.
SELECT kind, name, ST_AsBinary(geom) AS wkb
FROM base_feature
WHERE upper_inf(sys) AND kind = ANY(:kinds)
  AND geom && ST_MakeEnvelope(:west, :south, :east, :north, :storage)
ORDER BY kind, row_no
