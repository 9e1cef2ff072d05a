-- Facts that follow from the record itself, as events like any other: who, what, when, and known when the last part was.
WITH birth AS (
  SELECT DISTINCT l.child, c.ref, l.person AS parent, l.role, coalesce(c.born, c.expected) AS born,
         greatest(min(l.known) OVER (PARTITION BY l.child, l.person, l.role), c.known) AS known
  FROM lineage l JOIN child_record c USING (child)
  WHERE l.role IN ('mother', 'father') AND l.superseded = 2000000000
), young AS (
  SELECT DISTINCT 'young-parent' AS concept, w.person, b.ref, b.born AS "on", CAST(NULL AS INTEGER) AS "until", b.known, w.ref AS value
  FROM birth b JOIN who w ON w.human = b.parent
  WHERE w.born IS NOT NULL AND b.born - w.born < 7305
), family_of AS (
  SELECT DISTINCT r.person AS mother, r.patient AS child, w.born, w.ref, max(r.known) AS known
  FROM relation r JOIN who w ON w.human = r.patient
  WHERE r.role = 'mother' AND r.superseded = 2000000000 AND w.born IS NOT NULL
  GROUP BY r.person, r.patient, w.born, w.ref
), in_order AS (
  SELECT *, row_number() OVER (PARTITION BY mother ORDER BY born, child) AS nth,
         max(known) OVER (PARTITION BY mother ORDER BY born, child ROWS UNBOUNDED PRECEDING) AS all_known
  FROM family_of
), fourth AS (
  SELECT 'fourth-child' AS concept, w.person, o.ref, o.born AS "on", CAST(NULL AS INTEGER) AS "until", o.all_known AS known, NULL AS value
  FROM in_order o JOIN who w ON w.human = o.mother
  WHERE o.nth = 4
), couple_start AS (
  SELECT patient AS one, person AS other, min("from") AS began, min(known) AS known
  FROM (SELECT patient, person, role, "from", known, superseded FROM relation UNION ALL
        SELECT person, patient, role, "from", known, superseded FROM relation) r
  WHERE role = 'partner' AND superseded = 2000000000 AND "from" > -1000000
  GROUP BY patient, person
), third_partner AS (
  SELECT 'third-partner-in-two-years' AS concept, w.person, w.ref, a.began AS "on", CAST(NULL AS INTEGER) AS "until",
         greatest(a.known, max(b.known)) AS known, NULL AS value
  FROM couple_start a
  JOIN couple_start b ON b.one = a.one AND b.other <> a.other AND b.began <= a.began AND b.began > a.began - 730
  JOIN who w ON w.human = a.one
  GROUP BY w.person, w.ref, a.one, a.other, a.began, a.known
  HAVING count(DISTINCT b.other) >= 2
), lived AS (
  SELECT h.human, a.place, min(a."from") AS began, min(a.known) AS known
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE a."from" IS NOT NULL AND v.superseded IS NULL
  GROUP BY h.human, a.place
), moved AS (
  -- The child, and the mother: a baby's own addresses are too few to show a family on the move.
  SELECT child AS human, child AS person, ref FROM child_record
  UNION
  SELECT human, person, ref FROM who WHERE human IN (SELECT person FROM lineage WHERE role = 'mother')
), third_address AS (
  SELECT 'third-address-in-two-years' AS concept, c.person, c.ref, a.began AS "on", CAST(NULL AS INTEGER) AS "until",
         greatest(a.known, max(b.known)) AS known, NULL AS value
  FROM lived a
  JOIN lived b ON b.human = a.human AND b.place <> a.place AND b.began <= a.began AND b.began > a.began - 730
  JOIN moved c ON c.human = a.human
  GROUP BY c.person, c.ref, a.place, a.began, a.known
  HAVING count(DISTINCT b.place) >= 2
), arrival AS (
  SELECT child, person, "from" AS began, known
  FROM (
    SELECT t.child, t.person, t."from", t.known, row_number() OVER (PARTITION BY t.child, t.person ORDER BY t."from", t.known) AS nth
    FROM tie t
    WHERE t.superseded = 2000000000 AND t.role IN ('mother', 'father', 'carer', 'partner', 'household')
      AND NOT EXISTS (SELECT 1 FROM tie s WHERE s.child = t.child AND s.person = t.person AND s.role = 'sibling')
  ) AS placed
  WHERE nth = 1
), new_adult AS (
  SELECT 'new-adult-in-household' AS concept, c.child AS person, c.ref, a.began AS "on", CAST(NULL AS INTEGER) AS "until",
         a.known, w.ref AS value
  FROM arrival a
  JOIN child_record c USING (child)
  JOIN who w ON w.human = a.person
  WHERE a.began > c.born + 28
)
SELECT key_of(concept || '/' || ref || '/' || coalesce(value, '') || '/' || "on") AS event, *
FROM (
  SELECT * FROM young UNION ALL SELECT * FROM fourth UNION ALL SELECT * FROM third_partner
  UNION ALL SELECT * FROM third_address UNION ALL SELECT * FROM new_adult
) AS found
