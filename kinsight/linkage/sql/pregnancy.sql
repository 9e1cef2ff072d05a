-- One row a pregnancy: dates of delivery given for one mother within 120 days of each other belong together.
-- The first of them known gives the unborn child its identity; the last believed gives the expected day.
WITH dated AS (
  SELECT h.human AS mother, e.event, e.ref, e.known, (try_cast(e.value AS DATE) - DATE '1970-01-01')::INTEGER AS expected
  FROM records.event e
  JOIN human h USING (person)
  LEFT JOIN believed v USING (version)
  WHERE e.concept = 'expected-date' AND v.superseded IS NULL AND try_cast(e.value AS DATE) IS NOT NULL
), gap AS (
  SELECT *, coalesce(expected - lag(expected) OVER (PARTITION BY mother ORDER BY expected, known, event) > 120, true) AS fresh
  FROM dated
), numbered AS (
  SELECT *, sum(fresh::INTEGER) OVER (PARTITION BY mother ORDER BY expected, known, event ROWS UNBOUNDED PRECEDING) AS nth
  FROM gap
)
SELECT mother, nth, arg_min(ref, (known, ref)) AS ref, arg_max(expected, (known, ref)) AS expected, min(known) AS known
FROM numbered
GROUP BY mother, nth
