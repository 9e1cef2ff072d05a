-- Child and relative as recorded; the pregnancy adds the mother from conception on, known when the pregnancy was.
SELECT c.child, r.person, r.role, r."from", r."until", r.known, r.superseded
FROM child_record c JOIN relation r ON r.patient = c.child
WHERE r.role <> 'partner'
UNION
SELECT coalesce(p.baby, key_of(p.ref)), p.mother, 'mother', p.expected - 280, 2000000000, p.known, 2000000000
FROM carried p
