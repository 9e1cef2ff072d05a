-- One row a line about somebody whose id another person has, in the columns of line_outcome: of whom it is, nobody knows.
-- Reads: the accepted lines of a type, one row a person (`lines`), contradicted; the reason (`another`), the element that names whom.
SELECT DISTINCT line, '{type}' AS type, ref, 'quarantined' AS outcome, '{another}' AS reason, '{element}' AS element
FROM {lines}
WHERE about IN (SELECT person FROM contradicted)
