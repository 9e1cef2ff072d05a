-- One row a line about a person whom nobody has described, in the columns of line_outcome: of several, any of them. One that deletes says
-- nothing of anyone.
-- Reads: the accepted lines of a type, one row a person (`lines`), who; the element that names whom.
SELECT DISTINCT line, '{type}' AS type, ref, 'quarantined' AS outcome, 'dangling-reference' AS reason, '{element}' AS element
FROM {lines} ANTI JOIN who USING (about)
WHERE about IS NOT NULL
