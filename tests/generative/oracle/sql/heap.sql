-- For each child and target of this turn with contributions enough: how many there are, and how far they reach.
-- `first_taken`, `last_taken`: the first and last end of a contribution whose evidence was taken back.
-- `alone` is the service from which all of them come, 0 when there are several: its own view is then the joined one, and nobody else's
-- shows anything. Only what several know is looked at once more, as each of them sees it.
-- A service's view may show what the joined record does not: who saw less may see a later onset.
WITH viewed AS (
  SELECT DISTINCT child, target_id, 1 AS seen FROM piece WHERE view <> 0
), joined AS (
  SELECT child, target_id, min(need) AS need, count(*) AS n,
         min(start) AS first_start, max(start) AS last_start, min(finish) AS first_end, max(finish) AS last_end,
         min(CASE WHEN withdrawn THEN finish ELSE 2000000000 END) AS first_taken,
         max(CASE WHEN withdrawn THEN finish ELSE -2000000000 END) AS last_taken,
         CASE WHEN min(service) = max(service) AND max(v.seen) IS NULL THEN min(service) ELSE 0 END AS alone
  FROM piece LEFT JOIN viewed v USING (child, target_id)
  WHERE view = 0
  GROUP BY child, target_id
  HAVING count(*) >= min(need)
)
SELECT 0 AS view, child, target_id, need, CAST(n AS INTEGER) AS n, first_start, last_start, first_end, last_end, first_taken, last_taken, alone
FROM joined
UNION ALL
SELECT p.service, p.child, p.target_id, min(p.need), CAST(count(*) AS INTEGER), min(p.start), max(p.start), min(p.finish), max(p.finish),
       min(CASE WHEN p.withdrawn THEN p.finish ELSE 2000000000 END),
       max(CASE WHEN p.withdrawn THEN p.finish ELSE -2000000000 END), 0
FROM piece p LEFT JOIN joined j ON j.child = p.child AND j.target_id = p.target_id
WHERE p.fragments AND p.service <> 0 AND coalesce(j.alone, 0) = 0
GROUP BY p.service, p.child, p.target_id
HAVING count(*) >= min(p.need)
