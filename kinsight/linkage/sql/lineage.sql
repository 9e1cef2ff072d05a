-- Child and relative as recorded; the pregnancy adds the mother from conception on, known when the pregnancy was.
-- Once every service that calls her the mother has ended that bond, as after an adoption, the pregnancy ends with it, from the
-- day that was known.
WITH ended AS (
  SELECT patient, person, max("until") AS "until", min(known) AS known
  FROM relation
  WHERE role = 'mother' AND superseded = 2000000000
  GROUP BY patient, person
  HAVING max("until") < 2000000000
), expecting AS (
  SELECT coalesce(c.baby, key_of(c.ref)) AS child, c.mother, c.expected - 280 AS "from", c.known, e."until" AS ended, e.known AS end_known
  FROM carried c LEFT JOIN ended e ON e.patient = c.baby AND e.person = c.mother
)
SELECT c.child, r.person, CASE r.role WHEN 'parent-partner' THEN 'partner' ELSE r.role END AS role, r."from", r."until", r.known, r.superseded
FROM child_record c JOIN relation r ON r.patient = c.child
WHERE r.role <> 'partner'
UNION
SELECT child, mother, 'mother', "from", 2000000000, known, coalesce(end_known, 2000000000)
FROM expecting
WHERE known < coalesce(end_known, 2000000000)
UNION
SELECT child, mother, 'mother', "from", ended, greatest(known, end_known), 2000000000
FROM expecting
WHERE ended IS NOT NULL
