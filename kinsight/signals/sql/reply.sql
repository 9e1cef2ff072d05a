-- What answers each trigger of this turn: responses dated no earlier than the look-back allows, from the day they are known.
-- All that stand for as long as the trigger does make one row: the first day on which it was done, the first on which that was known,
-- and the days [a, b) which they answer for. Any other, which was taken back before, makes a row of its own.
-- (A CROSS JOIN makes SQLite take the tables in this order; to others it is a join like any.)
WITH answer AS (
  SELECT t.child, t.expectation_id, t.anchor, t."trigger", r."on", greatest(r."on", r.known, p.lo) AS known,
         least(r.superseded, p.gone) >= t.ends AS stands,
         greatest(r."on", r.known, p.lo, t."trigger") AS a, least(r.superseded, p.gone, t.ends) AS b
  FROM "trigger" t
  CROSS JOIN response s
  JOIN expectation e ON e.expectation_id = t.expectation_id
  JOIN answerer p ON p.child = t.child AND p.concept_key = s.concept_key AND p.mask = s.mask
  JOIN heeded r ON r.person = p.person AND r.concept_key = p.concept_key AND r."on" >= t."trigger" - e.lookback AND r.known < t.ends
  WHERE s.expectation_id = t.expectation_id AND greatest(r."on", r.known, p.lo) < least(r.superseded, p.hi)
)
SELECT child, expectation_id, anchor, "trigger", stands, min("on") AS "on", min(known) AS known, min(a) AS a, b
FROM answer
WHERE a < b
GROUP BY child, expectation_id, anchor, "trigger", stands, b, CASE WHEN NOT stands THEN a END
