-- One row a trigger: due, and the day it was done as now believed (null: not done).
SELECT t.child, t.expectation_id, t.anchor, t."trigger", t.due, t.ends, t.withdrawn, r.met_on, r.met_known
FROM "trigger" t
LEFT JOIN (
  SELECT child, expectation_id, anchor, "trigger", min("on") AS met_on, min(known) AS met_known
  FROM reply
  WHERE stands
  GROUP BY child, expectation_id, anchor, "trigger"
) r ON r.child = t.child AND r.expectation_id = t.expectation_id AND r.anchor = t.anchor AND r."trigger" = t."trigger"
