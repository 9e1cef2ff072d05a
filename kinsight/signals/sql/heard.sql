-- What could answer the triggers of this turn: facts laid on the children who have any.
-- `start` is when it is known and the bond holds, `gone` when it is no longer believed. A response may come at any age
-- the record covers: from 300 days before birth up to 18 years (6575 days).
WITH asked AS (
  SELECT DISTINCT t.child, r.concept_key, r.mask
  FROM (SELECT DISTINCT child, expectation_id FROM "trigger") t
  JOIN response r ON r.expectation_id = t.expectation_id
)
SELECT a.child, a.concept_key, a.mask, e."on",
       greatest(e."on", e.known, k.lo, c.born - 300) AS start, least(e.superseded, k.gone) AS gone
FROM asked a
JOIN kin k ON k.child = a.child AND k.sub = (a.mask & k.roles)
JOIN child c ON c.child = a.child
JOIN event e ON e.person = k.person AND e.concept_key = a.concept_key
WHERE greatest(e."on", e.known, k.lo, c.born - 300) < least(e.superseded, k.hi, c.born + 6575, c.left_on)
