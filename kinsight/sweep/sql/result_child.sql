-- Every child as a sweep writes it. `person` is one of the references by which the child, or a pregnancy's mother, is found again.
SELECT r.child, coalesce(w.person, m.person) AS person, r.ref AS child_ref, w.nhs_number,
       coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name, r.born, r.expected, r.left_on,
       coalesce(w.practice, m.practice) AS practice, r.known
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT l.child, min(w.name) AS name, min(w.practice) AS practice, min(w.person) AS person
           FROM lineage l JOIN who w ON w.human = l.person
           WHERE l.role = 'mother' GROUP BY l.child) m ON m.child = r.child
