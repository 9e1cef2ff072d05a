-- Every child as a sweep writes it; what the child has none of its own of, the mother's (engine/families/sql/store_child.sql).
SELECT r.child, r.ref AS child_ref, w.nhs_number, coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name,
       r.born, r.expected, r.left_on, coalesce(w.practice, m.practice) AS practice
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT child, min(person) AS mother FROM lineage WHERE role = 'mother' GROUP BY child) l ON l.child = r.child
LEFT JOIN who m ON m.human = l.mother
