-- One row a person (a reference, not yet a human): what its newest version says, and when the person, and a birth date, was first known.
WITH ordered AS (
  SELECT p.*, coalesce(b.superseded, 2000000000) AS superseded,
         row_number() OVER (PARTITION BY p.person ORDER BY coalesce(b.superseded, 2000000000) DESC, p.known DESC, p.version) AS nth
  FROM records.person p LEFT JOIN believed b USING (version)
), first_seen AS (
  SELECT person, min(known) AS first_known, min(CASE WHEN born IS NOT NULL THEN known END) AS born_known FROM records.person GROUP BY person
)
SELECT n.person, n.ref, n.ref LIKE 'Patient/%' AS patient, n.nhs_number, n.name, n.sex, n.born, n.died, n.language, n.interpreter,
       n.practice, n.birth_order, n.service, n.known, n.superseded, f.first_known, f.born_known
FROM ordered n JOIN first_seen f USING (person)
WHERE n.nth = 1
