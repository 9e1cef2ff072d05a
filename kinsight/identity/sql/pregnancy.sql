-- One row a pregnancy: dates of delivery given for one mother within 120 days of each other belong together, unless one was first given
-- after a loss or another end and the other before: a date that is new after an end is of a new pregnancy.
-- The first of them known (`ref`) gives the unborn child its identity; the last believed gives the expected day. `ended_on`, `ended_known`:
-- the first end of a pregnancy that was expected by then. What is said again was known since it was said first.
-- Reads: records.event, human, believed.
WITH first_given AS (
  SELECT e.event, min(e."on") AS "on", min(e.known) AS known
  FROM records.event e
  WHERE e.concept = 'expected-date'
  GROUP BY e.event
), first_ended AS (
  SELECT e.event, min(e.known) AS known
  FROM records.event e
  WHERE e.concept = 'pregnancy-ended'
  GROUP BY e.event
), ending AS (
  SELECT h.human AS mother, e."on", min(f.known) AS known
  FROM records.event e
  JOIN human h USING (person)
  JOIN first_ended f ON f.event = e.event
  LEFT JOIN believed v USING (version)
  WHERE e.concept = 'pregnancy-ended' AND v.superseded IS NULL
  GROUP BY h.human, e."on"
), given AS (
  SELECT h.human AS mother, e.event, e.ref, e.known, f.known AS first_known, f."on", iso_day(e.value) AS expected
  FROM records.event e
  JOIN human h USING (person)
  JOIN first_given f ON f.event = e.event
  LEFT JOIN believed v USING (version)
  WHERE e.concept = 'expected-date' AND v.superseded IS NULL AND iso_day(e.value) IS NOT NULL
), after_ends AS (
  SELECT g.mother, g.event, g.expected, count(l."on") AS ends
  FROM given g LEFT JOIN ending l ON l.mother = g.mother AND l."on" < g."on"
  GROUP BY g.mother, g.event, g.expected
), dated AS (
  -- A date that was given before is not new, whoever writes it down again.
  SELECT g.mother, g.event, g.ref, g.known, g.first_known, g."on", g.expected, min(a.ends) OVER (PARTITION BY g.mother, g.expected) AS ends
  FROM given g JOIN after_ends a ON a.mother = g.mother AND a.event = g.event AND a.expected = g.expected
), gap AS (
  SELECT *, CASE WHEN expected - lag(expected) OVER (PARTITION BY mother, ends ORDER BY expected, known, event) <= 120 THEN 0 ELSE 1 END AS fresh
  FROM dated
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY mother, ends ORDER BY expected, known, event ROWS UNBOUNDED PRECEDING) AS nth
  FROM gap
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY mother, ends, nth ORDER BY first_known, ref, event) AS place,
         row_number() OVER (PARTITION BY mother, ends, nth ORDER BY known DESC, ref DESC, event DESC) AS from_last
  FROM numbered
), expecting AS (
  SELECT mother, ends, nth, min(CASE WHEN place = 1 THEN ref END) AS ref, min(CASE WHEN from_last = 1 THEN expected END) AS expected,
         min(first_known) AS known, min("on") AS "on"
  FROM placed
  GROUP BY mother, ends, nth
)
SELECT p.mother, p.ref, p.expected, p.known, min(l."on") AS ended_on, min(l.known) AS ended_known
FROM expecting p
LEFT JOIN ending l ON l.mother = p.mother AND l."on" >= p."on" AND l."on" BETWEEN p.expected - 280 AND p.expected + 42
GROUP BY p.mother, p.ends, p.nth, p.ref, p.expected, p.known
