-- For each (view, child, target) of this turn with contributions enough: how many there are, and how far they reach.
-- `first_taken`, `last_taken`: the first and last end of a contribution whose evidence was taken back.
-- `facts` are contributions straight from facts; `single` says all of those come from one service.
WITH part AS (
  SELECT c.child, c.target_id, c.service, count(*) AS n,
         min(c.start) AS first_start, max(c.start) AS last_start, min(c.finish) AS first_end, max(c.finish) AS last_end,
         min(CASE WHEN c.finish = c.gone THEN c.finish ELSE 2000000000 END) AS first_taken,
         max(CASE WHEN c.finish = c.gone AND c.gone < 2000000000 THEN c.finish ELSE -2000000000 END) AS last_taken
  FROM contribution c
  JOIN turn t ON t.target_id = c.target_id
  WHERE c.purpose = 1
  GROUP BY c.child, c.target_id, c.service
), one AS (
  SELECT 0 AS view, child, target_id, n, n AS facts, first_start, last_start, first_end, last_end, first_taken, last_taken FROM part
  UNION ALL
  SELECT p.service, p.child, p.target_id, p.n, p.n, p.first_start, p.last_start, p.first_end, p.last_end, p.first_taken, p.last_taken
  FROM part p JOIN turn t ON t.target_id = p.target_id
  WHERE t.fragments AND p.service <> 0
  UNION ALL
  SELECT c.view, c.child, c.target_id, 1, 0, c.start, c.start, c.finish, c.finish,
         CASE WHEN c.withdrawn THEN c.finish ELSE 2000000000 END, CASE WHEN c.withdrawn THEN c.finish ELSE -2000000000 END
  FROM combined c JOIN turn t ON t.target_id = c.target_id
  WHERE c.start < c.finish
)
SELECT o.view, o.child, o.target_id, t.need, CAST(sum(o.n) AS INTEGER) AS n, CAST(sum(o.facts) AS INTEGER) AS facts,
       min(o.first_start) AS first_start, max(o.last_start) AS last_start, min(o.first_end) AS first_end, max(o.last_end) AS last_end,
       min(o.first_taken) AS first_taken, max(o.last_taken) AS last_taken
FROM one o JOIN turn t ON t.target_id = o.target_id
GROUP BY o.view, o.child, o.target_id, t.need
HAVING sum(o.n) >= t.need
