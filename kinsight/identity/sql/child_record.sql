-- One row a child, born or not: under 18 on the day of the sweep. `left_on`: when it is known to have died; of an unborn child six weeks
-- after the expected day, or when the pregnancy is known to have ended; `known`: from when anything was known of the child.
-- Reads: who, carried, clock.
SELECT w.human AS child, w.ref, w.born AS born, c.expected AS expected, coalesce(greatest(w.died, w.died_known), {forever}) AS left_on,
       least(w.known, coalesce(c.known, w.known)) AS known
FROM who w
CROSS JOIN clock
LEFT JOIN (SELECT baby, min(expected) AS expected, min(known) AS known FROM carried GROUP BY baby) c ON c.baby = w.human
WHERE w.patient AND w.born + 6575 > clock.as_of
UNION ALL
SELECT key_of(c.ref) AS child, c.ref, NULL AS born, c.expected,
       least(c.expected + 42, coalesce(c.ended_known, {forever})) AS left_on, c.known
FROM carried c
CROSS JOIN clock
WHERE c.baby IS NULL AND c.expected + 42 > clock.as_of
