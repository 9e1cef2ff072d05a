-- Every child, and the services that hold anything on the child or on a parent, carer or partner: whose caseload it is.
WITH known_to AS (
  SELECT DISTINCT b.child, e.service
  FROM event e JOIN bond b ON b.person = e.person
  WHERE b.role IN ('self', 'mother', 'father', 'carer', 'partner') AND e.service <> 0
)
SELECT r.ref AS child_ref, w.nhs_number,
       coalesce(w.name, 'Unborn child of ' || coalesce(m.name, 'unknown mother')) AS name,
       CASE WHEN r.born IS NOT NULL THEN DATE '1970-01-01' + r.born END AS born,
       CASE WHEN r.expected IS NOT NULL THEN DATE '1970-01-01' + r.expected END AS expected,
       CASE WHEN r.left_on < 2000000000 THEN DATE '1970-01-01' + r.left_on END AS left_on,
       coalesce(w.practice, m.practice) AS practice,
       list_sort(list_distinct(coalesce(k.services, []) || CASE WHEN coalesce(w.practice, m.practice) IS NULL THEN [] ELSE [coalesce(w.practice, m.practice)] END)) AS services
FROM child_record r
LEFT JOIN who w ON w.human = r.child
LEFT JOIN (SELECT l.child, min(w.name) AS name, min(w.practice) AS practice FROM lineage l JOIN who w ON w.human = l.person
           WHERE l.role = 'mother' GROUP BY l.child) m ON m.child = r.child
LEFT JOIN (SELECT child, list(n.ref) AS services FROM known_to JOIN service_no n ON n.service_no = known_to.service GROUP BY child) k
  ON k.child = r.child
