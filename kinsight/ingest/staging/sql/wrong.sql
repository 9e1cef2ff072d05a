-- One row a line that can be seen to be wrong by itself, in the columns of line_outcome.
-- Reads: staged_TYPE (`type`).
SELECT line, '{type}' AS type, ref, 'quarantined' AS outcome, split_part(problem, ' ', 1) AS reason,
  nullif(split_part(problem, ' ', 2), '') AS element
FROM staged_{type}
WHERE problem IS NOT NULL
