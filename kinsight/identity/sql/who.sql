-- One row a human: what the newest record that says it says; one that was replaced says only what no other does. `person`, `ref`: one
-- record to show the human by, a patient's where there is one; `known`, `born_known`, `died_known`: from when any record was known, a birth
-- date, the death.
-- Reads: human.
WITH placed AS (
  SELECT *, row_number() OVER (PARTITION BY human ORDER BY stands, known, person) AS place FROM human
)
SELECT human,
       coalesce(min(person) FILTER (WHERE patient), min(person)) AS person,
       coalesce(min(ref) FILTER (WHERE patient), min(ref)) AS ref,
       max(patient) AS patient,
       arg_max(nhs_number, place) FILTER (WHERE nhs_number IS NOT NULL) AS nhs_number,
       arg_max(name, place) FILTER (WHERE name IS NOT NULL) AS name,
       arg_max(sex, place) FILTER (WHERE sex IS NOT NULL) AS sex,
       arg_max(born, place) FILTER (WHERE born IS NOT NULL) AS born,
       arg_max(died, place) FILTER (WHERE died IS NOT NULL) AS died,
       arg_max(language, place) FILTER (WHERE language IS NOT NULL) AS language,
       arg_max(interpreter, place) FILTER (WHERE interpreter IS NOT NULL) AS interpreter,
       arg_max(practice, place) FILTER (WHERE practice IS NOT NULL) AS practice,
       min(first_known) AS known, min(born_known) AS born_known, min(died_known) FILTER (WHERE died IS NOT NULL) AS died_known
FROM placed
GROUP BY human
