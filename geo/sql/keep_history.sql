-- What the closed versions say of the time before :since stays true, and is known so from :now on.
INSERT INTO {place}_version ({columns}, valid, sys)
SELECT {columns}, valid * tstzrange(NULL, :since), tstzrange(:now, NULL)
FROM {place}_version
WHERE id = ANY(CAST(:closed AS bigint[]))
  AND NOT isempty(valid * tstzrange(NULL, :since))
ORDER BY id
