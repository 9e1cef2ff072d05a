-- One row a child and reference under which staff of a service may know that the child is on their caseload: the services that hold
-- anything on the family, and the practice; of each child the practice first, then those who wrote something down last.
-- Reads: result_caseload, result_child, service_alias.
WITH knows AS (
  SELECT child_ref, service, last FROM result_caseload
  UNION ALL
  SELECT child_ref, practice, {forever} FROM result_child WHERE practice IS NOT NULL
)
SELECT k.child_ref, coalesce(o.ref, k.service) AS service
FROM knows k
LEFT JOIN service_alias a ON a.ref = k.service
LEFT JOIN service_alias o ON o.service_no = a.service_no AND o.own = 1
GROUP BY 1, 2
ORDER BY 1, max(k.last) DESC, 2
