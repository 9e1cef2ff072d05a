-- Bonds as the days on which they count: one row a stretch in which PERSON has one of the roles of a role set to CHILD.
-- `gone` is the day from which no version of the bond is believed (whatever is said to have ended when).
WITH piece AS (
  SELECT b.child, b.person, r.roleset_id, b.known, b.superseded,
         greatest(b."from", b.known) AS lo, least(b."until", b.superseded) AS hi
  FROM bond b JOIN roleset r ON r.role = b.role
  WHERE b.known < b.superseded
), belief AS (
  SELECT child, person, roleset_id, grp, min(known) AS known, max(superseded) AS gone
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY child, person, roleset_id ORDER BY known, superseded ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT *, CASE WHEN known <= max(superseded) OVER (
          PARTITION BY child, person, roleset_id ORDER BY known, superseded ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        THEN 0 ELSE 1 END AS fresh
      FROM piece
    ) AS marked
  ) AS numbered
  GROUP BY child, person, roleset_id, grp
), stretch AS (
  SELECT child, person, roleset_id, min(lo) AS lo, max(hi) AS hi
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY child, person, roleset_id ORDER BY lo, hi ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT *, CASE WHEN lo <= max(hi) OVER (
          PARTITION BY child, person, roleset_id ORDER BY lo, hi ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        THEN 0 ELSE 1 END AS fresh
      FROM piece WHERE lo < hi
    ) AS marked
  ) AS numbered
  GROUP BY child, person, roleset_id, grp
)
SELECT s.child, s.person, s.roleset_id, s.lo, s.hi, b.gone
FROM stretch s
JOIN belief b ON b.child = s.child AND b.person = s.person AND b.roleset_id = s.roleset_id
  AND b.known <= s.lo AND s.lo < b.gone
