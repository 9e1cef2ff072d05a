-- One row a line whose fact lies before the person's birth by more than may be (`days`), in the columns of line_outcome.
-- Reads: the accepted lines of a type, one row a person (`lines`), who; the element that says when.
SELECT DISTINCT e.line, '{type}' AS type, e.ref, 'quarantined' AS outcome, 'before-birth' AS reason, '{element}' AS element
FROM {lines} e JOIN who w USING (about)
WHERE NOT e.retracted AND e.latest < w.born - {days}
