-- Spells of the heaps that must be laid out (see meet.sql for what a spell is).
-- The k-overlap identity: with starts s and ends t each sorted on their own, the pieces are [s(j + need - 1), t(j)).
WITH piece AS (
  SELECT l.view, l.child, l.target_id, l.need, c.start, c.finish, c.finish = c.gone AND c.gone < 2000000000 AS taken
  FROM contribution c JOIN tangle l ON l.child = c.child AND l.target_id = c.target_id AND l.view = 0
  WHERE c.purpose = 1
  UNION ALL
  SELECT l.view, l.child, l.target_id, l.need, c.start, c.finish, c.finish = c.gone AND c.gone < 2000000000
  FROM contribution c JOIN tangle l ON l.child = c.child AND l.target_id = c.target_id AND l.view = c.service
  WHERE c.purpose = 1 AND l.view <> 0 AND NOT l.as_joined
  UNION ALL
  SELECT l.view, l.child, l.target_id, l.need, c.start, c.finish, c.withdrawn
  FROM combined c JOIN tangle l ON l.child = c.child AND l.target_id = c.target_id AND l.view = c.view AND l.turn = c.turn
  WHERE c.start < c.finish
), ordered AS (
  SELECT view, child, target_id, need, start, finish, taken,
         row_number() OVER (PARTITION BY view, child, target_id ORDER BY start) AS nth_start,
         row_number() OVER (PARTITION BY view, child, target_id ORDER BY finish) AS nth_end
  FROM piece
), overlap AS (
  SELECT s.view, s.child, s.target_id, s.need, t.nth_end AS j, s.start AS since, t.finish AS "until"
  FROM ordered s
  JOIN ordered t ON t.view = s.view AND t.child = s.child AND t.target_id = s.target_id
    AND t.nth_end = s.nth_start - s.need + 1
  WHERE s.start < t.finish
), marked AS (
  SELECT *, CASE WHEN since <= lag("until") OVER (PARTITION BY view, child, target_id ORDER BY j) THEN 0 ELSE 1 END AS fresh
  FROM overlap
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY view, child, target_id ORDER BY j ROWS UNBOUNDED PRECEDING) AS island
  FROM marked
), whole AS (
  SELECT view, child, target_id, min(since) AS since, max("until") AS "until",
         CAST(min(need) + max(j) - min(j) AS INTEGER) AS "count"
  FROM numbered
  GROUP BY view, child, target_id, island
), taken_back AS (
  SELECT DISTINCT view, child, target_id, finish FROM piece WHERE taken
)
SELECT w.view, w.child, w.target_id, w.since, w."until", w."count", x.finish IS NOT NULL AS withdrawn
FROM whole w
LEFT JOIN taken_back x ON x.view = w.view AND x.child = w.child AND x.target_id = w.target_id AND x.finish = w."until"
