-- One row a concept that a resource of several facts states, once, however many of its codes say it, and by a spare code only when no
-- other does: of a visit to emergency care (`visit`), when no other says that very visit, whatever it was for. And one a code that says none. Columns of
-- records.event.
-- Reads: the rows of event.sql (`events`) with whether they hold, whether the code is spare, and which of the code's meanings it is.
SELECT * EXCLUDE (holds, spare, nth)
FROM ({events})
QUALIFY CASE
  WHEN holds THEN row_number() OVER (PARTITION BY version, concept, "value" ORDER BY NOT holds, spare, event) = 1
    AND (NOT spare OR NOT CASE
      WHEN concept = '{visit}' THEN bool_or(holds AND NOT spare AND starts_with(concept, '{visit}')) OVER (PARTITION BY version)
      ELSE bool_or(holds AND NOT spare) OVER (PARTITION BY version) END)
  ELSE NOT spare AND nth = 1 AND NOT bool_or(holds) OVER (PARTITION BY event, version) END
