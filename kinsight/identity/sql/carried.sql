-- One row a pregnancy and child that it became: twins are two rows, and `baby` is null where none is born yet. A child comes of one
-- pregnancy: rather of one that had not ended before the birth, then of the one expected nearest to it.
-- Reads: pregnancy, relation, who.
WITH born AS (
  SELECT DISTINCT r.person AS mother, w.human, w.born
  FROM relation r JOIN who w ON w.human = r.patient
  WHERE r.role = 'mother' AND r.superseded = {forever} AND w.born IS NOT NULL
), became AS (
  SELECT p.mother, p.ref, c.human,
         row_number() OVER (PARTITION BY p.mother, c.human ORDER BY
           CASE WHEN p.ended_on < c.born THEN 1 ELSE 0 END, abs(c.born - p.expected), p.expected, p.ref) AS nth
  FROM pregnancy p JOIN born c ON c.mother = p.mother AND c.born BETWEEN p.expected - 140 AND p.expected + 30
)
SELECT p.mother, p.ref, p.expected, p.known, p.ended_known, b.human AS baby
FROM pregnancy p
LEFT JOIN became b ON b.mother = p.mother AND b.ref = p.ref AND b.nth = 1
