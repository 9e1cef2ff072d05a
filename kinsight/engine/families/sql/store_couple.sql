-- One row a version of "these two humans are or were a couple", both of the families.
-- Reads: relation, human, bond.
WITH inside AS (
  SELECT DISTINCT human FROM human WHERE person IN (SELECT person FROM bond)
)
SELECT r.patient AS human, r.person AS other, r."from", r."until", r.known, r.superseded
FROM relation r
WHERE r.role = 'partner' AND r.patient IN (SELECT human FROM inside) AND r.person IN (SELECT human FROM inside)
ORDER BY r.patient
