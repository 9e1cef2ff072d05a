-- While a response is overdue: from its due day, wherever no believed response covers, until the trigger no longer stands.
-- It contributes to the pattern "this expectation is overdue", whose id is the expectation's, negated.
WITH edge AS (
  SELECT child, expectation_id, anchor, "trigger", a, b FROM reply
  UNION ALL
  SELECT child, expectation_id, anchor, "trigger", ends AS a, ends AS b FROM "trigger"
), gap AS (
  SELECT *, max(b) OVER (PARTITION BY child, expectation_id, anchor, "trigger" ORDER BY a, b
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
  FROM edge
)
SELECT d.turn, 0 AS view, t.child, -t.expectation_id AS target_id, 0 AS input_id, CAST(NULL AS INTEGER) AS source_id, CAST(NULL AS INTEGER) AS source_since,
       greatest(t.due, coalesce(g.reach, t."trigger")) AS start, g.a AS finish, t.withdrawn AND g.a = t.ends AS withdrawn
FROM gap g
JOIN "trigger" t ON t.child = g.child AND t.expectation_id = g.expectation_id AND t.anchor = g.anchor AND t."trigger" = g."trigger"
JOIN due_now d ON d.expectation_id = t.expectation_id
WHERE greatest(t.due, coalesce(g.reach, t."trigger")) < g.a
