-- What answers each trigger of this turn: a response dated no earlier than the look-back allows, from the day it was known.
SELECT t.child, t.expectation_id, t.anchor, t."trigger", r.event, r."on",
       greatest(r.start, t."trigger") AS a, least(r.gone, t.ends) AS b, r.gone >= t.ends AS stands, r.start AS known
FROM "trigger" t
JOIN expectation e ON e.expectation_id = t.expectation_id
JOIN contribution r ON r.purpose = 3 AND r.target_id = t.expectation_id AND r.child = t.child
WHERE r."on" >= t."trigger" - e.lookback AND greatest(r.start, t."trigger") < least(r.gone, t.ends)
