-- One row a person (a reference, not yet a human): what its newest version says. `superseded`: until when that is believed; `first_known`,
-- `born_known`, `died_known`: from when the person, a birth date, and the death that it says were known (of a death that was taken back and
-- said again: the second time).
-- Reads: records.person, believed.
WITH ordered AS (
  SELECT p.*, coalesce(b.superseded, {forever}) AS superseded,
         row_number() OVER (PARTITION BY p.person ORDER BY coalesce(b.superseded, {forever}) DESC, p.known DESC, p.version) AS nth,
         max(CASE WHEN p.died IS NULL THEN p.known END) OVER (PARTITION BY p.person) AS last_alive
  FROM records.person p LEFT JOIN believed b USING (version)
), first_seen AS (
  SELECT person, min(known) AS first_known, min(CASE WHEN born IS NOT NULL THEN known END) AS born_known,
         min(CASE WHEN died IS NOT NULL AND known >= coalesce(last_alive, known) THEN known END) AS died_known
  FROM ordered
  GROUP BY person
)
SELECT n.person, n.ref, n.ref LIKE 'Patient/%' AS patient, n.nhs_number, n.name, n.sex, n.born, n.died, n.language, n.interpreter,
       n.practice, n.birth_order, n.service, n.known, n.superseded, f.first_known, f.born_known, coalesce(f.died_known, n.known) AS died_known
FROM ordered n JOIN first_seen f USING (person)
WHERE n.nth = 1
