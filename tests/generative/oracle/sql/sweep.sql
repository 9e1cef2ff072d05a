-- Spells of the heaps that must be laid out (see meet.sql for what a spell is).
-- The k-overlap identity: with starts s and ends t each sorted on their own, the pieces are [s(j + need - 1), t(j)). They come out in
-- order, so a spell goes on from one to the next where the one before is not empty and touches it.
WITH tangled AS (
  SELECT l.view, l.child, l.target_id, l.need, l.alone, p.start, p.finish, p.withdrawn
  FROM piece p JOIN tangle l ON l.child = p.child AND l.target_id = p.target_id AND l.view = p.view
  WHERE l.view = 0
  UNION ALL
  SELECT l.view, l.child, l.target_id, l.need, l.alone, p.start, p.finish, p.withdrawn
  FROM piece p JOIN tangle l ON l.child = p.child AND l.target_id = p.target_id AND l.view = p.service
  WHERE l.view <> 0
), ordered AS (
  -- Of those that end on one day, one whose evidence was taken back comes first: a spell that ends then has it among its pieces.
  SELECT view, child, target_id, need, alone, start, finish, withdrawn,
         row_number() OVER by_start AS nth_start, lag(start) OVER by_start AS start_before,
         row_number() OVER by_end AS nth_end, lag(finish) OVER by_end AS end_before
  FROM tangled
  WINDOW by_start AS (PARTITION BY view, child, target_id ORDER BY start),
         by_end AS (PARTITION BY view, child, target_id ORDER BY finish, withdrawn DESC)
), overlap AS (
  SELECT s.view, s.child, s.target_id, s.need, s.alone, t.nth_end AS j, s.start AS since, t.finish AS "until",
         CASE WHEN t.withdrawn THEN t.finish END AS taken,
         CASE WHEN s.start <= t.end_before AND s.start_before < t.end_before THEN 0 ELSE 1 END AS fresh
  FROM ordered s
  JOIN ordered t ON t.view = s.view AND t.child = s.child AND t.target_id = s.target_id
    AND t.nth_end = s.nth_start - s.need + 1
  WHERE s.start < t.finish
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY view, child, target_id ORDER BY j ROWS UNBOUNDED PRECEDING) AS island
  FROM overlap
)
SELECT view, child, target_id, min(since) AS since, max("until") AS "until",
       CAST(min(need) + max(j) - min(j) AS INTEGER) AS "count",
       coalesce(max(taken) = max("until"), false) AS withdrawn, min(alone) AS alone
FROM numbered
GROUP BY view, child, target_id, island
