-- Whose caseload a child is on: the services that hold anything on the family, and the practice.
SELECT child_ref, service FROM kept_caseload
UNION
SELECT child_ref, practice FROM kept_child WHERE practice IS NOT NULL
ORDER BY 1, 2
