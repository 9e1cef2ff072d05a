-- For each (view, child, target) of this turn with contributions enough: how many there are, and how far they reach.
-- `first_taken`, `last_taken`: the first and last end of a contribution whose evidence was taken back.
-- `facts` are those of them that come straight from facts.
WITH part AS (
  SELECT c.child, c.target_id, t.need, t.fragments, c.service, count(*) AS n,
         min(c.start) AS first_start, max(c.start) AS last_start, min(c.finish) AS first_end, max(c.finish) AS last_end,
         min(CASE WHEN c.finish = c.gone THEN c.finish ELSE 2000000000 END) AS first_taken,
         max(CASE WHEN c.finish = c.gone AND c.gone < 2000000000 THEN c.finish ELSE -2000000000 END) AS last_taken
  FROM contribution c
  JOIN turn t ON t.target_id = c.target_id
  WHERE c.purpose = 1
  GROUP BY c.child, c.target_id, t.need, t.fragments, c.service
), one AS (
  SELECT 0 AS view, child, target_id, need, n, n AS facts, first_start, last_start, first_end, last_end, first_taken, last_taken FROM part
  UNION ALL
  SELECT service, child, target_id, need, n, n, first_start, last_start, first_end, last_end, first_taken, last_taken FROM part
  WHERE fragments AND service <> 0
  UNION ALL
  SELECT c.view, c.child, c.target_id, t.need, 1, 0, c.start, c.start, c.finish, c.finish,
         CASE WHEN c.withdrawn THEN c.finish ELSE 2000000000 END, CASE WHEN c.withdrawn THEN c.finish ELSE -2000000000 END
  FROM combined c JOIN turn t ON t.target_id = c.target_id AND t.turn = c.turn
  WHERE c.start < c.finish
)
SELECT view, child, target_id, min(need) AS need, CAST(sum(n) AS INTEGER) AS n, CAST(sum(facts) AS INTEGER) AS facts,
       min(first_start) AS first_start, max(last_start) AS last_start, min(first_end) AS first_end, max(last_end) AS last_end,
       min(first_taken) AS first_taken, max(last_taken) AS last_taken
FROM one
GROUP BY view, child, target_id
HAVING sum(n) >= min(need)
