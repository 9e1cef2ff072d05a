-- Of the nameless groups that take facts alone: for which children they can help any pattern to hold. A group that some
-- pattern takes together with others is worth working out only where enough of the others have something too.
-- `demand` has a row for each such group and each pattern that takes it: `others` of the pattern's inputs are not such groups
-- and may have something for anyone.
WITH enough AS (
  SELECT l.child, l.target_id
  FROM laid l
  JOIN indicator i ON i.indicator_id = l.target_id
  WHERE l.purpose = 1 AND l.target_id IN (SELECT target_id FROM demand)
  GROUP BY l.child, l.target_id
  HAVING count(*) >= min(i.need)
), possible AS (
  SELECT e.child, d.parent_id
  FROM enough e JOIN demand d ON d.target_id = e.target_id
  GROUP BY e.child, d.parent_id
  HAVING count(*) + min(d.others) >= min(d.need)
)
SELECT DISTINCT p.child, d.target_id
FROM possible p JOIN demand d ON d.parent_id = p.parent_id
