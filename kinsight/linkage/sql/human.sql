-- Which references are one human being: those whose newest version carries the same valid NHS number; else each is its own.
-- Identity is not replayed in time: a number found later joins the whole history (docs/adr/0003).
WITH newest AS (
  SELECT p.*, coalesce(b.superseded, 2000000000) AS superseded,
         row_number() OVER (PARTITION BY p.person ORDER BY coalesce(b.superseded, 2000000000) DESC, p.known DESC, p.version) AS nth
  FROM records.person p LEFT JOIN believed b USING (version)
), first_seen AS (
  SELECT person, min(known) AS first_known FROM records.person GROUP BY person
)
SELECT n.person, n.ref,
       CASE WHEN n.nhs_number IS NULL THEN n.person
            ELSE key_of('nhs/' || n.nhs_number) END AS human,
       n.ref LIKE 'Patient/%' AS patient,
       n.nhs_number, n.name, n.sex, n.born, n.died, n.language, n.interpreter, n.practice, n.service,
       n.known, f.first_known
FROM newest n JOIN first_seen f USING (person)
WHERE n.nth = 1
