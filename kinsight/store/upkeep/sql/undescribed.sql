-- One row a row of a table (`table`) about somebody (`column`) who is not known as a person, nor by a single version that is entered in
-- error.
-- Reads: that table, records.person, records.resource.
SELECT 1
FROM records."{table}" t
WHERE NOT EXISTS (SELECT 1 FROM records.person p WHERE p.person = t."{column}")
  AND NOT EXISTS (SELECT 1 FROM records.resource r WHERE r.resource = t."{column}" AND r.retracted)
