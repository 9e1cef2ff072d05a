-- Whose facts of which kind bear on which child, for every use that patterns and triggers make of them, and on what days they
-- can count: while the bond holds, within the child's age band, and while the rule is in force. Worked out by person and kind, of which
-- there are far fewer than facts.
-- A nameless group that takes facts alone (`demand`) is worth working out only where it can help a pattern to hold: where enough of
-- what that pattern takes has something too. `others` of its inputs are not such groups, and may have something for anyone.
WITH possible_use AS (
  SELECT s.person, s.concept_key, m.purpose, m.target_id, m.input_id, m.lasts, m.closable, m.in_demand, k.child, k.gone,
         greatest(k.lo, c.born + m.from_age, m.holds_from) AS lo, least(k.hi, c.born + m.until_age, c.left_on, m.holds_until) AS hi
  FROM said s
  JOIN matcher m ON m.concept_key = s.concept_key
  JOIN kin k ON k.person = s.person AND k.sub = (m.mask & k.roles)
  JOIN child c ON c.child = k.child
), has_something AS (
  SELECT DISTINCT child, target_id FROM possible_use WHERE in_demand AND lo < hi
), can_hold AS (
  SELECT h.child, d.parent_id
  FROM has_something h JOIN demand d ON d.target_id = h.target_id
  GROUP BY h.child, d.parent_id
  HAVING count(*) + min(d.others) >= min(d.need)
), needed AS (
  SELECT DISTINCT p.child, d.target_id
  FROM can_hold p JOIN demand d ON d.parent_id = p.parent_id
)
SELECT person, concept_key, purpose, target_id, input_id, lasts, closable, child, gone, lo, hi
FROM possible_use
WHERE lo < hi AND NOT in_demand
UNION ALL
SELECT u.person, u.concept_key, u.purpose, u.target_id, u.input_id, u.lasts, u.closable, u.child, u.gone, u.lo, u.hi
FROM possible_use u JOIN needed w ON w.child = u.child AND w.target_id = u.target_id
WHERE u.lo < u.hi AND u.in_demand
