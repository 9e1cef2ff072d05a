-- One row a version that a later one replaced: `superseded`, the earliest day on which any later one was known.
-- Reads: a table like records.resource (`versions`), and what is later (`later`, a window).
SELECT version, superseded::INTEGER AS superseded, load
FROM (
  SELECT version, load, min(known) OVER ({later}) AS superseded
  FROM {versions}
  WHERE resource IN (SELECT resource FROM {versions} GROUP BY resource HAVING count(*) > 1)
)
WHERE superseded IS NOT NULL
