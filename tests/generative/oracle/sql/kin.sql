-- Bonds as the days on which they count. `roles` are all that PERSON ever has to CHILD (bits of `role`), `sub` the part of
-- them that a role set picks out, and each row a stretch [lo, hi) in which one of that part holds.
-- `gone` is the day from which no version of the bond is believed (whatever is said to have ended when).
WITH piece AS (
  SELECT b.child, b.person, r.bit, b.known, b.superseded, greatest(b."from", b.known) AS lo, least(b."until", b.superseded) AS hi
  FROM bond b JOIN role r ON r.role = b.role
  WHERE b.known < b.superseded
), having_roles AS (
  SELECT child, person, count(*) AS pieces,
         max(bit & 1) + max(bit & 2) + max(bit & 4) + max(bit & 8) + max(bit & 16) + max(bit & 32) + max(bit & 64) + max(bit & 128) AS roles
  FROM piece
  GROUP BY child, person
), part AS (
  SELECT p.child, p.person, h.roles, f.sub, p.known, p.superseded, p.lo, p.hi
  FROM piece p
  JOIN having_roles h ON h.child = p.child AND h.person = p.person
  JOIN facet f ON f.roles = h.roles AND f.bit = p.bit
  WHERE h.pieces > 1
), heap AS (
  SELECT child, person, roles, sub, min(known) AS known, max(superseded) AS gone,
         min(CASE WHEN lo < hi THEN lo END) AS lo, max(CASE WHEN lo < hi THEN hi END) AS hi,
         max(known) <= min(superseded)
           AND max(CASE WHEN lo < hi THEN lo END) <= min(CASE WHEN lo < hi THEN hi END) AS meet
  FROM part
  GROUP BY child, person, roles, sub
), apart AS (
  -- Only where the pieces do not all meet on one day do they need laying out.
  SELECT p.child, p.person, p.roles, p.sub, p.known, p.superseded, p.lo, p.hi
  FROM part p
  JOIN heap h ON h.child = p.child AND h.person = p.person AND h.sub = p.sub
  WHERE NOT h.meet
), belief AS (
  SELECT child, person, sub, grp, min(known) AS known, max(superseded) AS gone
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY child, person, sub ORDER BY known, superseded ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT *, CASE WHEN known <= max(superseded) OVER (
          PARTITION BY child, person, sub ORDER BY known, superseded ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        THEN 0 ELSE 1 END AS fresh
      FROM apart
    ) AS marked
  ) AS numbered
  GROUP BY child, person, sub, grp
), stretch AS (
  SELECT child, person, roles, sub, min(lo) AS lo, max(hi) AS hi
  FROM (
    SELECT *, sum(fresh) OVER (PARTITION BY child, person, roles, sub ORDER BY lo, hi ROWS UNBOUNDED PRECEDING) AS grp
    FROM (
      SELECT *, CASE WHEN lo <= max(hi) OVER (
          PARTITION BY child, person, roles, sub ORDER BY lo, hi ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        THEN 0 ELSE 1 END AS fresh
      FROM apart WHERE lo < hi
    ) AS marked
  ) AS numbered
  GROUP BY child, person, roles, sub, grp
)
SELECT p.child, p.person, p.bit AS roles, p.bit AS sub, p.lo, p.hi, p.superseded AS gone
FROM piece p JOIN having_roles h ON h.child = p.child AND h.person = p.person
WHERE h.pieces = 1 AND p.lo < p.hi
UNION ALL
SELECT child, person, roles, sub, lo, hi, gone FROM heap WHERE meet
UNION ALL
SELECT s.child, s.person, s.roles, s.sub, s.lo, s.hi, b.gone
FROM stretch s
JOIN belief b ON b.child = s.child AND b.person = s.person AND b.sub = s.sub AND b.known <= s.lo AND s.lo < b.gone
