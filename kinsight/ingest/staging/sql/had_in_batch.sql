-- One row a line that says again what an earlier line of the batch said, in the columns of line_outcome.
-- Reads: the accepted lines of resources with several versions (`lines`).
SELECT line, type, ref, 'had' AS outcome, NULL AS reason, NULL AS element
FROM ({lines})
QUALIFY row_number() OVER (PARTITION BY version ORDER BY line) > 1
