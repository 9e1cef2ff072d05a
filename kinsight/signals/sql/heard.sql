-- What could answer the triggers of this turn: facts laid on the children who have any, in the time those stand.
-- `start` is when it is known and the bond holds, `gone` when it is no longer believed. A response may come at any age
-- the record covers: from 300 days before birth up to 18 years (6575 days).
WITH asked AS (
  SELECT t.child, r.concept_key, r.mask, min(t."trigger" - e.lookback) AS earliest, max(t.ends) AS latest
  FROM "trigger" t
  JOIN expectation e ON e.expectation_id = t.expectation_id
  JOIN response r ON r.expectation_id = t.expectation_id
  GROUP BY t.child, r.concept_key, r.mask
)
SELECT a.child, a.concept_key, a.mask, e."on",
       greatest(e."on", e.known, k.lo, c.born - 300) AS start, least(e.superseded, k.gone) AS gone
FROM asked a
JOIN kin k ON k.child = a.child AND k.sub = (a.mask & k.roles)
JOIN child c ON c.child = a.child
JOIN answering e ON e.person = k.person AND e.concept_key = a.concept_key AND e."on" >= a.earliest AND e.known < a.latest
WHERE greatest(e."on", e.known, k.lo, c.born - 300) < least(e.superseded, k.hi, c.born + 6575, c.left_on, a.latest)
