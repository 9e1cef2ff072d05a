-- Spells of this turn: the longest stretches in which at least `need` contributions overlap, joined and by service.
-- The k-overlap identity: with starts s and ends t each sorted on their own, the pieces are [s(j + need - 1), t(j)).
-- `count` is how many contributions took part; `withdrawn` says the spell ended because its evidence was taken back.
WITH piece AS (
  SELECT 0 AS view, c.child, c.target_id, t.need, c.start, c.finish
  FROM contribution c JOIN turn t ON t.target_id = c.target_id
  WHERE c.purpose = 1
  UNION ALL
  SELECT c.service AS view, c.child, c.target_id, t.need, c.start, c.finish
  FROM contribution c JOIN turn t ON t.target_id = c.target_id
  WHERE c.purpose = 1 AND t.fragments AND c.service <> 0
  UNION ALL
  SELECT c.view, c.child, c.target_id, t.need, c.start, c.finish
  FROM combined c JOIN turn t ON t.target_id = c.target_id
  WHERE c.start < c.finish
), ordered AS (
  SELECT view, child, target_id, need, start, finish,
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
         (min(need) + max(j) - min(j))::INTEGER AS "count"
  FROM numbered
  GROUP BY view, child, target_id, island
), taken_back AS (
  SELECT DISTINCT 0 AS view, child, target_id, finish FROM contribution
  WHERE purpose = 1 AND finish = gone AND gone < 2000000000
  UNION
  SELECT DISTINCT service, child, target_id, finish FROM contribution
  WHERE purpose = 1 AND finish = gone AND gone < 2000000000
  UNION
  SELECT DISTINCT view, child, target_id, finish FROM combined WHERE withdrawn
)
SELECT w.view, w.child, w.target_id, w.since, w."until", w."count", x.finish IS NOT NULL AS withdrawn
FROM whole w
LEFT JOIN taken_back x ON x.view = w.view AND x.child = w.child AND x.target_id = w.target_id AND x.finish = w."until"
