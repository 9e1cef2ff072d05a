-- One row a line of a person by whose id another is known already, in the columns of line_outcome: number and birth date both differ, or,
-- where a number is missing, birth date and sex. One of the two alone is a correction.
-- Reads: accepted_TYPE (`type`: Patient or RelatedPerson), several, everyone; the reason (`another`).
WITH sent AS (
  SELECT line, ref, resource AS person, nhs AS nhs_number, day_of("birthDate") AS born, gender AS sex
  FROM accepted_{type} SEMI JOIN several USING (resource) WHERE NOT retracted
), known AS (
  SELECT person, arg_max(nhs_number, (known, version)) FILTER (WHERE nhs_number IS NOT NULL) AS nhs_number,
    arg_max(born, (known, version)) FILTER (WHERE born IS NOT NULL) AS born,
    arg_max(sex, (known, version)) FILTER (WHERE sex IS NOT NULL) AS sex
  FROM everyone WHERE person IN (SELECT person FROM sent) GROUP BY person
), first AS (
  FROM known
  UNION ALL
  SELECT person, nhs_number, born, sex FROM sent ANTI JOIN known USING (person)
  QUALIFY row_number() OVER (PARTITION BY person ORDER BY line) = 1
)
SELECT s.line, '{type}' AS type, s.ref, 'quarantined' AS outcome, '{another}' AS reason, 'birthDate' AS element
FROM sent s JOIN first f USING (person)
WHERE s.born <> f.born
  AND CASE WHEN s.nhs_number IS NULL OR f.nhs_number IS NULL THEN coalesce(s.sex <> f.sex, false) ELSE s.nhs_number <> f.nhs_number END
