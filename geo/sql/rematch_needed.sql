-- Whether zones or streets changed since :since.
SELECT EXISTS (SELECT FROM zone_version WHERE lower(sys) > :since OR upper(sys) > :since)
  OR EXISTS (SELECT FROM street_version WHERE lower(sys) > :since OR upper(sys) > :since)
