-- What answers each trigger of this turn: responses dated no earlier than the look-back allows, from the day they are known.
-- All that stand for as long as the trigger does make one row: the first day on which it was done, the first on which that was known,
-- and the days [a, b) which they answer for. Any other, which was taken back before, makes a row of its own.
-- (A CROSS JOIN makes SQLite take the tables in this order; to others it is a join like any.)
WITH asked AS (
  SELECT t.child, t.expectation_id, t.anchor, t."trigger", t.ends, p.person, p.concept_key, p.lo, p.gone,
         t."trigger" - e.lookback AS earliest, least(p.hi, p.gone, t.ends) AS before, greatest(p.lo, t."trigger") AS after
  FROM "trigger" t
  CROSS JOIN response s
  JOIN expectation e ON e.expectation_id = t.expectation_id
  JOIN answerer p ON p.child = t.child AND p.concept_key = s.concept_key AND p.mask = s.mask
  WHERE s.expectation_id = t.expectation_id AND greatest(p.lo, t."trigger") < least(p.gone, t.ends)
), answer AS (
  SELECT q.child, q.expectation_id, q.anchor, q."trigger", r."on", greatest(r."on", r.known, q.lo) AS known,
         least(r.superseded, q.gone) >= q.ends AS stands,
         greatest(r."on", r.known, q.after) AS a, least(r.superseded, q.gone, q.ends) AS b
  FROM asked q
  JOIN heeded r ON r.person = q.person AND r.concept_key = q.concept_key
    AND r."on" >= q.earliest AND r."on" < q.before AND r.known < q.before AND r.superseded > q.after
  WHERE r."on" < r.superseded AND r.known < r.superseded
)
SELECT child, expectation_id, anchor, "trigger", stands, min("on") AS "on", min(known) AS known, min(a) AS a, b
FROM answer
GROUP BY child, expectation_id, anchor, "trigger", stands, b, CASE WHEN NOT stands THEN a END
