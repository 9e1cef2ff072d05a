-- One row a fact that was recorded on a site: its id, and whether a later version says that it was in error.
-- Reads: records.resource, records.event; the system under which the author of a fact stands (?).
SELECT split_part(ref, '/', 2), bool_or(r.retracted)
FROM records.resource r
WHERE ref IN (SELECT DISTINCT ref FROM records.event WHERE system = ?)
GROUP BY ref
