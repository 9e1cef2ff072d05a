-- What a person's own record says without a day of its own (an interpreter needed, a restriction) is dated the day it was recorded. Each new
-- version of the record repeats it: one row a version, with the day on which it was said first without another word between.
WITH repeated AS (
  SELECT event, version, concept, known, lag(concept) OVER (PARTITION BY event ORDER BY known, version) AS before
  FROM {events} e
  WHERE e.ref LIKE 'Patient/%' AND e."on" = e.known AND e.concept IS NOT NULL
), stretch AS (
  SELECT event, version, known,
         sum(CASE WHEN concept = before THEN 0 ELSE 1 END) OVER (PARTITION BY event ORDER BY known, version ROWS UNBOUNDED PRECEDING) AS nth
  FROM repeated
)
SELECT version, event, min(known) OVER (PARTITION BY event, nth) AS "on" FROM stretch
