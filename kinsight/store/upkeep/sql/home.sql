-- One row a person with their `family`: the mother's key, or that of whom the person has a bond to. It only says what lies beside what on
-- the disk: nobody is judged by it, so it takes every version and every number for true. Who is who is said by identity/sql/human.sql, who
-- belongs to a child by identity/sql/bond.sql.
-- Reads: records.person, records.bond.
WITH human AS (
  SELECT person, coalesce(key_of('nhs/' || max(nhs_number)), person) AS human FROM records.person GROUP BY person
), tie AS (
  SELECT DISTINCT p.human AS child, r.human AS relative, b.role
  FROM records.bond b JOIN human p ON p.person = b.patient JOIN human r ON r.person = b.person
), mother AS (
  SELECT child, min(relative) AS mother FROM tie WHERE role = 'mother' GROUP BY child
), mothers AS (
  SELECT DISTINCT mother FROM mother
), beside AS (
  SELECT t.relative, min(CASE WHEN o.mother IS NOT NULL THEN t.child ELSE coalesce(m.mother, t.child) END) AS family
  FROM tie t LEFT JOIN mother m ON m.child = t.child LEFT JOIN mothers o ON o.mother = t.child GROUP BY t.relative
)
SELECT h.person, coalesce(o.mother, m.mother, b.family, h.human) AS family
FROM human h LEFT JOIN mothers o ON o.mother = h.human LEFT JOIN mother m ON m.child = h.human
LEFT JOIN beside b ON b.relative = h.human
