-- The services that hold anything on a child or on a parent, carer or partner, and the practice: whose caseload it is.
WITH known_to AS (
  SELECT DISTINCT b.child, e.service
  FROM event e JOIN bond b ON b.person = e.person
  WHERE b.role IN ('self', 'mother', 'father', 'carer', 'partner') AND e.service <> 0
)
SELECT r.ref AS child_ref, n.ref AS service
FROM known_to k JOIN service_no n ON n.service_no = k.service JOIN child_record r ON r.child = k.child
UNION
SELECT r.ref, w.practice FROM child_record r JOIN who w ON w.human = r.child WHERE w.practice IS NOT NULL
UNION
SELECT r.ref, min(w.practice)
FROM child_record r
JOIN lineage l ON l.child = r.child AND l.role = 'mother'
JOIN who w ON w.human = l.person
LEFT JOIN who o ON o.human = r.child
WHERE o.practice IS NULL AND w.practice IS NOT NULL
GROUP BY r.ref
ORDER BY 1, 2
