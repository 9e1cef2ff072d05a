-- One row a child, born or not, one of whose references, or whose mother's before birth, is `near`.
-- Reads: human, near, carried.
SELECT h.human AS child FROM human h WHERE h.person IN (SELECT person FROM near)
UNION
SELECT key_of(p.ref)
FROM carried p JOIN human h ON h.human = p.mother
WHERE p.baby IS NULL AND h.person IN (SELECT person FROM near)
