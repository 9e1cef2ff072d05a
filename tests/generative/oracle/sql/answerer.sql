-- Whose facts of which kind can answer for which child, and on what days: while the bond holds, and at any age the record covers,
-- from 300 days before birth up to 18 years (6575 days). `gone` is when the bond is no longer believed.
-- Worked out by person and kind, of which there are far fewer than facts.
WITH asked AS (
  SELECT DISTINCT concept_key, mask FROM response
)
SELECT k.child, s.concept_key, a.mask, s.person, greatest(k.lo, c.born - 300) AS lo, least(k.hi, c.born + 6575, c.left_on) AS hi, k.gone
FROM said s
JOIN asked a ON a.concept_key = s.concept_key
JOIN kin k ON k.person = s.person AND k.sub = (a.mask & k.roles)
JOIN child c ON c.child = k.child
WHERE greatest(k.lo, c.born - 300) < least(k.hi, c.born + 6575, c.left_on)
