-- The events that take the longer way: those with several versions, and open ones that a later event closes.
-- [lo, hi) is when this version may contribute; `gone` is when the fact stopped being believed in any version.
-- `clipped` rows serve only inputs that last while open.
WITH chosen AS (
  SELECT e.*, true AS several
  FROM heeded e
  WHERE e.event IN (SELECT event FROM several) AND e.concept_key IN (SELECT concept_key FROM matcher)
  UNION ALL
  SELECT e.*, false
  FROM heeded e
  WHERE e."until" >= 2000000000 AND e.superseded >= 2000000000
    AND e.concept_key IN (SELECT concept_key FROM matcher WHERE closable)
    AND e.event NOT IN (SELECT event FROM several)
), chain AS (
  SELECT *, max(superseded) OVER (PARTITION BY event, concept_key, grp) AS gone
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY event, concept_key ORDER BY known, superseded ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT *, CASE WHEN known <= max(superseded) OVER (
          PARTITION BY event, concept_key ORDER BY known, superseded ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        THEN 0 ELSE 1 END AS fresh
      FROM chosen
    ) AS marked
  ) AS numbered
), closable AS (
  SELECT * FROM chain WHERE "until" >= 2000000000 AND concept_key IN (SELECT concept_key FROM matcher WHERE closable)
), closing AS (
  SELECT x.event, x.concept_key, x.known AS version_known, greatest(y."on", y.known, x."on", x.known) AS a, least(y.superseded, x.superseded) AS b
  FROM closable x
  JOIN closer c ON c.concept_key = x.concept_key
  JOIN heeded y ON y.person = x.person AND y.concept_key = c.closed_by AND y."on" >= x."on"
), cover AS (
  SELECT event, concept_key, version_known, a, b FROM closing WHERE a < b
  UNION ALL
  -- A sentinel at the version's end makes the last gap.
  SELECT event, concept_key, known, superseded, superseded FROM closable
), gap AS (
  SELECT *, max(b) OVER (PARTITION BY event, concept_key, version_known ORDER BY a, b ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reach
  FROM cover
)
SELECT event, person, concept_key, "on", "until", known, superseded, service, gone, known AS lo, superseded AS hi, several, false AS clipped
FROM chain
WHERE several
UNION ALL
SELECT x.event, x.person, x.concept_key, x."on", x."until", x.known, x.superseded, x.service, x.gone,
       greatest(coalesce(g.reach, x.known), x.known) AS lo, g.a AS hi, x.several, true AS clipped
FROM closable x
JOIN gap g ON g.event = x.event AND g.concept_key = x.concept_key AND g.version_known = x.known
WHERE greatest(coalesce(g.reach, x.known), x.known) < g.a
