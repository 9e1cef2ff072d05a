-- One row a resource of which there is more than one version, among these lines and the records.
-- Reads: the resources of the accepted lines (`resources`), before.
SELECT resource FROM ({resources}) GROUP BY resource HAVING count(*) > 1
UNION
SELECT resource FROM before
