-- One row a version of "person is ROLE of child" as recorded; the pregnancy adds the mother from conception on, known when the pregnancy
-- was. While every service that calls her the mother says that this has ended, as after an adoption, the pregnancy has ended with it.
-- Reads: carried, relation, child_record.
WITH expecting AS (
  SELECT coalesce(baby, key_of(ref)) AS child, baby, mother, expected - 280 AS "from", known FROM carried
), called AS (
  SELECT e.child, e.mother, e.known AS told, r."until", r.known, r.superseded
  FROM expecting e JOIN relation r ON r.patient = e.baby AND r.person = e.mother AND r.role = 'mother'
), called_day AS (
  SELECT child, mother, day, coalesce(lead(day) OVER (PARTITION BY child, mother ORDER BY day), {forever}) AS next_day
  FROM (SELECT child, mother, greatest(known, told) AS day FROM called UNION SELECT child, mother, superseded FROM called
        UNION SELECT child, mother, known FROM expecting) AS change
  WHERE day < {forever}
)
SELECT c.child, r.person, CASE r.role WHEN 'parent-partner' THEN 'partner' ELSE r.role END AS role, r."from", r."until", r.known, r.superseded
FROM child_record c JOIN relation r ON r.patient = c.child
WHERE r.role NOT IN ('partner', 'apart')
UNION
SELECT e.child, e.mother, 'mother', min(e."from"), coalesce(max(c."until"), {forever}), d.day, d.next_day
FROM expecting e
JOIN called_day d ON d.child = e.child AND d.mother = e.mother AND d.day >= e.known
LEFT JOIN called c ON c.child = e.child AND c.mother = e.mother AND c.known <= d.day AND c.superseded > d.day
GROUP BY e.child, e.mother, d.day, d.next_day
