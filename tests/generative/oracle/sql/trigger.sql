-- When each response of this turn came to be owed, and until when it stands. A trigger never precedes what was known,
-- and falls on a day on which the expectation is in force; what is owed by then stays owed.
-- What no longer stands after the day `still` nobody asks for.
-- (A CROSS JOIN makes SQLite take the tables in this order; to others it is a join like any.)
-- One that repeats comes again every period before `again`; `tick` holds the periods that fit into a childhood.
WITH begun AS (
  SELECT t.child, t.target_id AS expectation_id, t.event AS anchor, t.start AS first, e.holds_from AS earliest, e.holds_until AS latest,
         0 AS again, least(t.gone, c.born + e.until_age, c.left_on) AS ends,
         t.gone <= least(c.born + e.until_age, c.left_on) AND t.gone < 2000000000 AS withdrawn, d.still
  FROM contribution t
  JOIN due_now d ON d.expectation_id = t.target_id
  JOIN expectation e ON e.expectation_id = t.target_id
  JOIN child c ON c.child = t.child
  WHERE t.purpose = 2
  UNION ALL
  SELECT s.child, e.expectation_id, CAST(s.since AS BIGINT), s.since, greatest(c.born + e.from_age, e.holds_from),
         least(c.born + e.until_age, c.left_on, e.holds_until),
         least(s."until", clock.horizon + 1),
         least(CASE WHEN s.withdrawn THEN s."until" ELSE 2000000000 END, c.born + e.until_age, c.left_on),
         s.withdrawn AND s."until" <= least(c.born + e.until_age, c.left_on), d.still
  FROM due_now d
  CROSS JOIN expectation e
  JOIN spell s ON s.target_id = e.source_id AND s.view = 0
  JOIN child c ON c.child = s.child
  CROSS JOIN clock
  WHERE e.expectation_id = d.expectation_id AND e.kind = 'indicator'
  UNION ALL
  -- What is owed at an age after birth waits for a birth to be recorded: an expected day that has passed is not one.
  SELECT c.child, e.expectation_id, 0, c.born + e.age, greatest(c.born + e.from_age, c.known, e.holds_from),
         least(c.born + e.until_age, c.left_on, e.holds_until),
         clock.horizon + 1, least(c.born + e.until_age, c.left_on), false, d.still
  FROM due_now d
  CROSS JOIN expectation e
  CROSS JOIN child c
  CROSS JOIN clock
  WHERE e.expectation_id = d.expectation_id AND e.kind = 'age' AND (c.is_born OR e.age < 0)
)
SELECT b.child, b.expectation_id, b.anchor, b.first + k.after AS "trigger", b.first + k.after + k.due AS due, b.ends, b.withdrawn
FROM begun b
JOIN tick k ON k.expectation_id = b.expectation_id
WHERE b.ends > b.still AND (k.after = 0 OR b.first + k.after < b.again) AND b.first + k.after >= b.earliest AND b.first + k.after < b.latest
