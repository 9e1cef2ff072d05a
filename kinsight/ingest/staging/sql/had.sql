-- One row a line of a version that the records hold already, in the columns of line_outcome.
-- Reads: accepted_TYPE (`type`), before.
SELECT line, '{type}' AS type, ref, 'had' AS outcome, NULL AS reason, NULL AS element
FROM accepted_{type}
WHERE version IN (SELECT version FROM before)
