-- While a response is overdue: from its due day, wherever no believed response covers, until the trigger no longer stands.
-- It contributes to the pattern "this expectation is overdue", whose id is the expectation's, negated.
WITH late AS (
  -- From `covered` on a response stands as long as the trigger does: only before it can any be missing.
  SELECT t.child, t.expectation_id, t.anchor, t."trigger", t.due, t.ends, t.withdrawn, coalesce(r.a, t.ends) AS covered
  FROM "trigger" t
  LEFT JOIN reply r ON r.stands
    AND r.child = t.child AND r.expectation_id = t.expectation_id AND r.anchor = t.anchor AND r."trigger" = t."trigger"
  WHERE t.due < coalesce(r.a, t.ends)
), edge AS (
  SELECT child, expectation_id, anchor, "trigger", a, b FROM reply WHERE NOT stands
  UNION ALL
  SELECT child, expectation_id, anchor, "trigger", covered, covered FROM late
), gap AS (
  SELECT *, max(b) OVER (PARTITION BY child, expectation_id, anchor, "trigger" ORDER BY a, b
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
  FROM edge
)
SELECT d.turn, 0 AS view, t.child, -t.expectation_id AS target_id, 0 AS input_id,
       CAST(NULL AS INTEGER) AS source_id, CAST(NULL AS INTEGER) AS source_since,
       greatest(t.due, coalesce(g.reach, t."trigger")) AS start, g.a AS finish, t.withdrawn AND g.a = t.ends AS withdrawn, 0 AS alone
FROM late t
JOIN due_now d ON d.expectation_id = t.expectation_id
JOIN gap g ON g.child = t.child AND g.expectation_id = t.expectation_id AND g.anchor = t.anchor AND g."trigger" = t."trigger"
WHERE greatest(t.due, coalesce(g.reach, t."trigger")) < g.a AND g.a <= t.covered
