-- One row a human: what the newest believed record of that human says.
SELECT human,
       coalesce(min(person) FILTER (WHERE patient), min(person)) AS person,
       coalesce(min(ref) FILTER (WHERE patient), min(ref)) AS ref,
       bool_or(patient) AS patient,
       max(nhs_number) AS nhs_number,
       arg_max(name, known) FILTER (WHERE name IS NOT NULL) AS name,
       arg_max(sex, known) FILTER (WHERE sex IS NOT NULL) AS sex,
       arg_max(born, known) FILTER (WHERE born IS NOT NULL) AS born,
       arg_max(died, known) FILTER (WHERE died IS NOT NULL) AS died,
       arg_max(language, known) FILTER (WHERE language IS NOT NULL) AS language,
       arg_max(interpreter, known) FILTER (WHERE interpreter IS NOT NULL) AS interpreter,
       arg_max(practice, known) FILTER (WHERE practice IS NOT NULL) AS practice,
       min(first_known) AS known
FROM human
GROUP BY human
