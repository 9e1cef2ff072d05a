-- What answers each trigger of this turn: a response dated no earlier than the look-back allows, from the day it was known.
-- Of responses of one kind, one that came after another that was known as early and stands answers nothing more.
WITH newer AS (
  SELECT child, concept_key, mask, "on", start, gone,
         CASE WHEN lag(start) OVER w <= start AND lag(gone) OVER w >= 2000000000 THEN lag("on") OVER w ELSE -2000000000 END AS after
  FROM heard
  WINDOW w AS (PARTITION BY child, concept_key, mask ORDER BY "on", start)
)
SELECT t.child, t.expectation_id, t.anchor, t."trigger", r."on",
       greatest(r.start, t."trigger") AS a, least(r.gone, t.ends) AS b, r.gone >= t.ends AS stands, r.start AS known
FROM "trigger" t
JOIN expectation e ON e.expectation_id = t.expectation_id
JOIN response p ON p.expectation_id = t.expectation_id
JOIN newer r ON r.child = t.child AND r.concept_key = p.concept_key AND r.mask = p.mask
WHERE r."on" >= t."trigger" - e.lookback AND r.after < t."trigger" - e.lookback
  AND greatest(r.start, t."trigger") < least(r.gone, t.ends)
