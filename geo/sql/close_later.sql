-- Ends, at :now, what is held now but was not yet, or no longer, held at :then.
UPDATE {table} SET sys = tstzrange(lower(sys), :now)
WHERE upper_inf(sys) AND NOT sys @> CAST(:then AS timestamptz)
