-- Every child: days as integers.
SELECT r.ref AS child_ref, w.nhs_number, coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name,
       r.born, r.expected, CASE WHEN r.left_on < 2000000000 THEN r.left_on END AS left_on, coalesce(w.practice, m.practice) AS practice
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT l.child, min(w.name) AS name, min(w.practice) AS practice FROM lineage l JOIN who w ON w.human = l.person
           WHERE l.role = 'mother' GROUP BY l.child) m ON m.child = r.child
