-- One row a pregnancy: dates of delivery given for one mother within 120 days of each other belong together.
-- The first of them known gives the unborn child its identity; the last believed gives the expected day.
WITH dated AS (
  SELECT h.human AS mother, e.event, e.ref, e.known, iso_day(e.value) AS expected
  FROM records.event e
  JOIN human h USING (person)
  LEFT JOIN believed v USING (version)
  WHERE e.concept = 'expected-date' AND v.superseded IS NULL AND iso_day(e.value) IS NOT NULL
), gap AS (
  SELECT *, CASE WHEN expected - lag(expected) OVER (PARTITION BY mother ORDER BY expected, known, event) <= 120 THEN 0 ELSE 1 END AS fresh
  FROM dated
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY mother ORDER BY expected, known, event ROWS UNBOUNDED PRECEDING) AS nth
  FROM gap
), placed AS (
  SELECT *, row_number() OVER (PARTITION BY mother, nth ORDER BY known, ref, event) AS place, count(*) OVER (PARTITION BY mother, nth) AS last
  FROM numbered
)
SELECT mother, nth, min(CASE WHEN place = 1 THEN ref END) AS ref, min(CASE WHEN place = last THEN expected END) AS expected,
       min(known) AS known
FROM placed
GROUP BY mother, nth
