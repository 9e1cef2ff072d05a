-- One row a line of no type that is read, or of none at all, in the columns of line_outcome.
-- Reads: raw; the types that are read (`types`).
SELECT rowid + 1 AS line, resourceType AS type, NULL AS ref, 'quarantined' AS outcome,
  CASE WHEN resourceType IS NULL THEN 'unreadable' ELSE 'other-type' END AS reason, resourceType AS element
FROM raw
WHERE resourceType IS NULL OR resourceType NOT IN ({types})
