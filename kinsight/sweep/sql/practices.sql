-- One row a practice of children in the results: `known_by`, the references under which its staff know it, in one text.
-- Reads: result_child, service_alias.
SELECT c.practice, string_agg(DISTINCT coalesce(o.ref, c.practice), ' ' ORDER BY coalesce(o.ref, c.practice)) AS known_by
FROM (SELECT DISTINCT practice FROM result_child WHERE practice IS NOT NULL) c
LEFT JOIN service_alias a ON a.ref = c.practice
LEFT JOIN service_alias o ON o.service_no = a.service_no AND o.own = 1
GROUP BY c.practice
