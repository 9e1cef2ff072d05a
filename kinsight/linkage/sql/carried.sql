-- Each pregnancy with the children it became (twins: two rows; none yet: baby is null).
SELECT p.mother, p.ref, p.expected, p.known, c.human AS baby
FROM pregnancy p
LEFT JOIN (
  SELECT DISTINCT r.person AS mother, w.human, w.born
  FROM relation r JOIN who w ON w.human = r.patient
  WHERE r.role = 'mother' AND r.superseded = 2000000000 AND w.born IS NOT NULL
) c ON c.mother = p.mother AND c.born BETWEEN p.expected - 140 AND p.expected + 30
