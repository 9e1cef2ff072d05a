-- One row a child and reference under which staff of a service may know that the child is on their caseload: the services that hold
-- anything on the family, and the practice.
-- Reads: result_caseload, result_child, service_alias.
WITH knows AS (
  SELECT child_ref, service FROM result_caseload
  UNION
  SELECT child_ref, practice FROM result_child WHERE practice IS NOT NULL
)
SELECT DISTINCT k.child_ref, coalesce(o.ref, k.service) AS service
FROM knows k
LEFT JOIN service_alias a ON a.ref = k.service
LEFT JOIN service_alias o ON o.service_no = a.service_no AND o.own = 1
ORDER BY 1, 2
