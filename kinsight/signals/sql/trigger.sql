-- When each response of this turn came to be owed, and until when it stands. A trigger never precedes what was known.
WITH window_of AS (
  -- What is owed at an age after birth waits for a birth to be recorded: an expected day that has passed is not one.
  SELECT e.*, c.child, c.born + e.from_age AS opens, least(c.born + e.until_age, c.left_on) AS closes, c.born, c.known
  FROM expectation e CROSS JOIN child c
  WHERE e.expectation_id IN (SELECT expectation_id FROM due_now) AND e.kind = 'age' AND (c.is_born OR e.age < 0)
)
SELECT t.child, t.target_id AS expectation_id, t.event AS anchor, t.start AS "trigger", t.start + e.due AS due,
       least(t.gone, c.born + e.until_age, c.left_on) AS ends,
       t.gone <= least(c.born + e.until_age, c.left_on) AND t.gone < 2000000000 AS withdrawn
FROM contribution t
JOIN expectation e ON e.expectation_id = t.target_id AND e.kind = 'concept'
  AND e.expectation_id IN (SELECT expectation_id FROM due_now)
JOIN child c ON c.child = t.child
WHERE t.purpose = 2
UNION ALL
SELECT s.child, e.expectation_id, s.since::BIGINT AS anchor, s.since + k.n * e."repeat" AS "trigger",
       s.since + k.n * e."repeat" + e.due AS due,
       least(CASE WHEN s.withdrawn THEN s."until" ELSE 2000000000 END, c.born + e.until_age, c.left_on) AS ends,
       s.withdrawn AND s."until" <= least(c.born + e.until_age, c.left_on) AS withdrawn
FROM expectation e
JOIN spell s ON s.target_id = e.source_id AND s.view = 0
JOIN child c ON c.child = s.child
CROSS JOIN clock
JOIN tick k ON k.n = 0 OR (e."repeat" > 0 AND s.since + k.n * e."repeat" < s."until" AND s.since + k.n * e."repeat" <= clock.horizon)
WHERE e.kind = 'indicator' AND e.expectation_id IN (SELECT expectation_id FROM due_now)
  AND s.since + k.n * e."repeat" >= c.born + e.from_age
  AND s.since + k.n * e."repeat" < least(c.born + e.until_age, c.left_on)
UNION ALL
SELECT w.child, w.expectation_id, 0 AS anchor, w.born + w.age + k.n * w."repeat" AS "trigger",
       w.born + w.age + k.n * w."repeat" + w.due AS due, w.closes AS ends, false AS withdrawn
FROM window_of w
CROSS JOIN clock
JOIN tick k ON k.n = 0 OR (w."repeat" > 0 AND w.born + w.age + k.n * w."repeat" <= clock.horizon)
WHERE w.born + w.age + k.n * w."repeat" >= greatest(w.opens, w.known)
  AND w.born + w.age + k.n * w."repeat" < w.closes
