-- One row a version of something that a person's own record says without a day of its own (an interpreter needed, a restriction), which is
-- dated the day it was recorded. Each new version of the record repeats it: `on` is the day on which it was said first, with neither
-- another word nor silence between.
-- Reads: facts like records.event (`events`), believed.
WITH repeated AS (
  SELECT e.event, e.version, e.concept, e.known,
         lag(e.concept) OVER (PARTITION BY e.event ORDER BY e.known, e.version) AS before,
         lag(coalesce(v.superseded, {forever})) OVER (PARTITION BY e.event ORDER BY e.known, e.version) AS until
  FROM {events} e LEFT JOIN believed v ON v.version = e.version
  WHERE e.ref LIKE 'Patient/%' AND e."on" = e.known AND e.concept IS NOT NULL
), stretch AS (
  SELECT event, version, known,
         sum(CASE WHEN concept = before AND until >= known THEN 0 ELSE 1 END)
           OVER (PARTITION BY event ORDER BY known, version ROWS UNBOUNDED PRECEDING) AS nth
  FROM repeated
)
SELECT version, event, min(known) OVER (PARTITION BY event, nth) AS "on" FROM stretch
