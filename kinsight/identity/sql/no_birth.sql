-- No rows: makes `no_birth(person, ref)`, a row a patient of whom no believed record, under any reference of theirs, gives a birth.
-- Reads: store.person, store.supersession.
CREATE TABLE believed_person AS SELECT person, ref, nhs_number, born FROM store.person ANTI JOIN store.supersession USING (version);
CREATE TABLE no_birth AS
SELECT person, min(ref) AS ref FROM believed_person
WHERE ref LIKE 'Patient/%'
  AND coalesce(nhs_number NOT IN (SELECT nhs_number FROM believed_person WHERE born IS NOT NULL AND nhs_number IS NOT NULL), true)
GROUP BY person
HAVING max(born) IS NULL
