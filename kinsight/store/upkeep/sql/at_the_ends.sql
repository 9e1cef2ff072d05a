-- One row a version about one of those people with whom the sound clustered parts of a table begin and end.
-- Reads: that table (`table`), records.resource, and those people (`ends`).
SELECT DISTINCT r.version, r.resource
FROM records."{table}" t JOIN records.resource r USING (version)
WHERE t.person IN (SELECT person FROM ({ends}))
