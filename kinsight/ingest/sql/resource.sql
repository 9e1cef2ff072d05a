-- One row an accepted line, in the columns of records.resource.
-- Reads: accepted_TYPE (`type`).
SELECT version, resource, ref, known, sequence, retracted, load_of(line) AS load
FROM accepted_{type}
