-- One row a trigger: due, and the day it was done as now believed (null: not done).
SELECT t.child, t.expectation_id, t.anchor, t."trigger", t.due, t.ends, t.withdrawn, r."on" AS met_on, r.known AS met_known
FROM "trigger" t
LEFT JOIN reply r ON r.stands
  AND r.child = t.child AND r.expectation_id = t.expectation_id AND r.anchor = t.anchor AND r."trigger" = t."trigger"
