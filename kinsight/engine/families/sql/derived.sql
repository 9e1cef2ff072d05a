-- Facts that follow from the record itself, as versions of events: who, what, when, and the days [known, superseded) on which the
-- record said so (docs/adr/0020).
-- Each rests on versions of bonds, births and addresses, so a later version of one of them leaves earlier days alone. What the record
-- says without a break is one version, whatever else its parts say anew. Nothing here rests on the day of the clock; *new adult
-- in household* alone looks at who is joined as a child (docs/adr/0022).
WITH born_to AS (
  SELECT r.patient AS child, w.ref, r.person AS parent, r.role, w.born, greatest(r.known, w.born_known) AS known, r.superseded
  FROM relation r JOIN who w ON w.human = r.patient
  WHERE r.role IN ('mother', 'father') AND w.born IS NOT NULL
), birth AS (
  -- A pregnancy of which no birth came is no birth any more once it is known to have ended, or six weeks after the expected day.
  SELECT child, ref, parent, role, born, known, superseded FROM born_to
  UNION ALL
  SELECT coalesce(c.baby, key_of(c.ref)), coalesce(w.ref, c.ref), c.mother, 'mother', coalesce(w.born, c.expected), c.known,
         CASE WHEN c.baby IS NULL THEN least(c.expected + 42, coalesce(c.ended_known, 2000000000)) ELSE 2000000000 END
  FROM carried c LEFT JOIN who w ON w.human = c.baby
), young AS (
  SELECT 'young-parent' AS concept, b.ref || '/' || w.ref AS subject, w.person, b.ref, b.born AS "on", w.ref AS value,
         greatest(b.known, w.born_known) AS known, b.superseded
  FROM birth b JOIN who w ON w.human = b.parent
  WHERE w.born IS NOT NULL AND b.born - w.born < 7305
), of_many AS (
  SELECT DISTINCT parent, child, ref, born, known, superseded
  FROM born_to
  WHERE role = 'mother' AND known < superseded
    AND parent IN (SELECT parent FROM born_to WHERE role = 'mother' GROUP BY parent HAVING count(DISTINCT child) >= 4)
), of_many_day AS (
  SELECT parent, day, lead(day) OVER (PARTITION BY parent ORDER BY day) AS next_day
  FROM (SELECT parent, known AS day FROM of_many UNION SELECT parent, superseded FROM of_many) AS change
), in_order AS (
  SELECT *, row_number() OVER (PARTITION BY parent, day ORDER BY born, child) AS nth
  FROM (SELECT DISTINCT d.parent, d.day, d.next_day, o.child, o.ref, o.born
        FROM of_many_day d JOIN of_many o ON o.parent = d.parent AND o.known <= d.day AND o.superseded > d.day) AS believed_child
), fourth AS (
  SELECT 'fourth-child' AS concept, w.ref AS subject, w.person, o.ref, o.born AS "on", NULL AS value, o.day AS known, o.next_day AS superseded
  FROM in_order o JOIN who w ON w.human = o.parent
  WHERE o.nth = 4
), couple AS (
  SELECT patient AS one, person AS other, "from", known, superseded FROM relation WHERE role = 'partner' AND "from" > -1000000
  UNION
  SELECT person, patient, "from", known, superseded FROM relation WHERE role = 'partner' AND "from" > -1000000
), stay AS (
  SELECT h.human AS one, a.place AS other, a."from", a.known, coalesce(v.superseded, 2000000000) AS superseded
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE a."from" IS NOT NULL
), arrival AS (
  SELECT DISTINCT t.child AS one, t.person AS other
  FROM tie t JOIN who w ON w.human = t.child
  LEFT JOIN tie s ON s.child = t.child AND s.person = t.person AND s.role = 'sibling' AND s.known <= t.known AND s.superseded >= t.superseded
  WHERE t.role IN ('mother', 'father', 'carer', 'partner', 'household') AND t."from" > w.born + 28 AND s.child IS NULL
), beginning AS (
  -- What each version says of when one thing began: a couple, a stay at a place, an adult's tie to a child; where it may matter.
  SELECT 'third-partner-in-two-years' AS concept, * FROM couple
  WHERE known < superseded AND one IN (SELECT one FROM couple GROUP BY one HAVING count(DISTINCT other) >= 3)
  UNION
  SELECT 'third-address-in-two-years', * FROM stay
  WHERE known < superseded AND one IN (SELECT one FROM stay GROUP BY one HAVING count(DISTINCT other) >= 3)
  UNION
  -- A brother or sister who grows up is nobody new.
  SELECT 'new-adult-in-household', t.child, t.person, CASE WHEN t.role = 'sibling' THEN -1000000 ELSE t."from" END, t.known, t.superseded
  FROM tie t JOIN arrival a ON a.one = t.child AND a.other = t.person
  WHERE t.known < t.superseded AND t.role IN ('mother', 'father', 'carer', 'partner', 'household', 'sibling')
), beginning_day AS (
  SELECT concept, one, other, day, lead(day) OVER (PARTITION BY concept, one, other ORDER BY day) AS next_day
  FROM (SELECT concept, one, other, known AS day FROM beginning UNION SELECT concept, one, other, superseded FROM beginning) AS change
), began AS (
  -- When it began by the versions believed on the days [known, superseded).
  SELECT d.concept, d.one, d.other, d.day AS known, d.next_day AS superseded, min(r."from") AS "from"
  FROM beginning_day d
  JOIN beginning r ON r.concept = d.concept AND r.one = d.one AND r.other = d.other AND r.known <= d.day AND r.superseded > d.day
  GROUP BY d.concept, d.one, d.other, d.day, d.next_day
), before AS (
  SELECT a.concept, a.one, a.other, a."from", a.known AS said, greatest(a.known, b.known) AS known, least(a.superseded, b.superseded) AS superseded
  FROM began a
  JOIN began b ON b.concept = a.concept AND b.one = a.one AND b.other <> a.other
   AND (b."from" < a."from" OR b."from" = a."from" AND b.other < a.other) AND b."from" > a."from" - 730
   AND b.known < a.superseded AND b.superseded > a.known
  WHERE a.concept <> 'new-adult-in-household'
), before_in_order AS (
  SELECT *, row_number() OVER (PARTITION BY concept, one, other, said ORDER BY known) AS nth_known,
         row_number() OVER (PARTITION BY concept, one, other, said ORDER BY superseded) AS nth_superseded
  FROM before
), third AS (
  -- Days on which at least two before it are believed: from each start but the first to the end before it in order.
  SELECT s.concept, s.one, s.other, s."from", s.known, e.superseded
  FROM before_in_order s
  JOIN before_in_order e ON e.concept = s.concept AND e.one = s.one AND e.other = s.other AND e.said = s.said
   AND s.nth_known = e.nth_superseded + 1
  WHERE s.known < e.superseded
), third_partner AS (
  SELECT t.concept, w.ref || '/' || o.ref AS subject, w.person, w.ref, t."from" AS "on", NULL AS value, t.known, t.superseded
  FROM third t JOIN who w ON w.human = t.one JOIN who o ON o.human = t.other
  WHERE t.concept = 'third-partner-in-two-years'
), mother AS (
  SELECT parent, min(known) AS known FROM birth WHERE role = 'mother' GROUP BY parent
), third_address AS (
  -- Of the child, and of the mother: a baby's own addresses are too few to show a family on the move.
  SELECT t.concept, w.ref || '/' || CAST(t.other AS VARCHAR) AS subject, t.one AS person, w.ref, t."from" AS "on", NULL AS value,
         greatest(t.known, w.born_known) AS known, least(t.superseded, coalesce(m.known, 2000000000)) AS superseded
  FROM third t JOIN who w ON w.human = t.one LEFT JOIN mother m ON m.parent = t.one
  WHERE t.concept = 'third-address-in-two-years' AND t."from" < w.born + 6575
  UNION ALL
  SELECT t.concept, w.ref || '/' || CAST(t.other AS VARCHAR), w.person, w.ref, t."from", NULL, greatest(t.known, m.known), t.superseded
  FROM third t JOIN who w ON w.human = t.one JOIN mother m ON m.parent = t.one
  WHERE t.concept = 'third-address-in-two-years'
), new_adult AS (
  SELECT a.concept, c.ref || '/' || w.ref AS subject, a.one AS person, c.ref, a."from" AS "on", w.ref AS value,
         greatest(a.known, c.born_known) AS known, a.superseded
  FROM began a JOIN who c ON c.human = a.one JOIN who w ON w.human = a.other
  WHERE a.concept = 'new-adult-in-household' AND a."from" > c.born + 28 AND a."from" < c.born + 6575
), version AS (
  SELECT * FROM young UNION ALL SELECT * FROM fourth UNION ALL SELECT * FROM third_partner
  UNION ALL SELECT * FROM third_address UNION ALL SELECT * FROM new_adult
), after_last AS (
  SELECT *, CASE WHEN known <= max(superseded) OVER (PARTITION BY concept, subject, person, ref, "on" ORDER BY known, superseded
                                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS fresh
  FROM version
  WHERE known < superseded
), numbered AS (
  SELECT *, sum(fresh) OVER (PARTITION BY concept, subject, person, ref, "on" ORDER BY known, superseded ROWS UNBOUNDED PRECEDING) AS nth
  FROM after_last
)
SELECT key_of(concept || '/' || subject) AS event, concept, person, ref, "on", CAST(NULL AS INTEGER) AS "until",
       min(known) AS known, max(superseded) AS superseded, min(value) AS value
FROM numbered
GROUP BY concept, subject, person, ref, "on", nth
