-- Spells of the heaps that must be laid out (see meet.sql for what a spell is).
-- The k-overlap identity: with starts s and ends t each sorted on their own, the pieces are [s(j + need - 1), t(j)).
WITH tangled AS (
  SELECT l.view, l.child, l.target_id, l.need, l.alone, p.start, p.finish, p.withdrawn
  FROM piece p JOIN tangle l ON l.child = p.child AND l.target_id = p.target_id AND l.view = p.view
  WHERE l.view = 0
  UNION ALL
  SELECT l.view, l.child, l.target_id, l.need, l.alone, p.start, p.finish, p.withdrawn
  FROM piece p JOIN tangle l ON l.child = p.child AND l.target_id = p.target_id AND l.view = p.service
  WHERE l.view <> 0
), ordered AS (
  SELECT view, child, target_id, need, alone, start, finish,
         row_number() OVER (PARTITION BY view, child, target_id ORDER BY start) AS nth_start,
         row_number() OVER (PARTITION BY view, child, target_id ORDER BY finish) AS nth_end
  FROM tangled
), overlap AS (
  SELECT s.view, s.child, s.target_id, s.need, s.alone, t.nth_end AS j, s.start AS since, t.finish AS "until"
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
         CAST(min(need) + max(j) - min(j) AS INTEGER) AS "count", min(alone) AS alone
  FROM numbered
  GROUP BY view, child, target_id, island
), taken_back AS (
  SELECT DISTINCT view, child, target_id, finish FROM tangled WHERE withdrawn
)
SELECT w.view, w.child, w.target_id, w.since, w."until", w."count", x.finish IS NOT NULL AS withdrawn, w.alone
FROM whole w
LEFT JOIN taken_back x ON x.view = w.view AND x.child = w.child AND x.target_id = w.target_id AND x.finish = w."until"
