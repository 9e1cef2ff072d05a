-- One row a version of a fact that follows from the record itself: who, what, when, and the days [known, superseded) on which the
-- record said so (docs/adr/0020). Each rests on versions of bonds, births and addresses, so a later version of one of them leaves earlier
-- days alone. What the record says without a break is one version, whatever else its parts say anew. Nothing here rests on the day of the
-- clock; a new adult in the household alone looks at who is joined as a child (docs/adr/0022).
-- Reads: relation, who, carried, tie, human, believed, records.address; and `derivation`, a row a rule: from which number, age or length of
-- time a fact follows, and the days [holds_from, holds_until) on which the rule is in force. Nothing follows from what happened on others.
WITH born_to AS (
  SELECT r.patient AS child, w.ref, r.person AS parent, r.role, w.born, greatest(r.known, w.born_known) AS known, r.superseded
  FROM relation r JOIN who w ON w.human = r.patient
  WHERE r.role IN ('mother', 'father') AND w.born IS NOT NULL
), birth AS (
  -- `expected`: of a pregnancy of which no birth came; it is no birth any more once it is known to have ended.
  SELECT child, ref, parent, role, born, CAST(NULL AS INTEGER) AS expected, known, superseded FROM born_to
  UNION ALL
  SELECT coalesce(c.baby, key_of(c.ref)), coalesce(w.ref, c.ref), c.mother, 'mother', coalesce(w.born, c.expected),
         CASE WHEN c.baby IS NULL THEN c.expected END, c.known,
         CASE WHEN c.baby IS NULL THEN coalesce(c.ended_known, {forever}) ELSE {forever} END
  FROM carried c LEFT JOIN who w ON w.human = c.baby
), young AS (
  -- A birth that does not come is awaited for so long after the expected day.
  SELECT r.concept, b.ref || '/' || w.ref AS subject, w.person, b.ref, b.born AS "on", w.ref AS value,
         greatest(b.known, w.born_known) AS known,
         CASE WHEN b.expected IS NULL THEN b.superseded ELSE least(b.expected + r.awaited, b.superseded) END AS superseded
  FROM birth b
  JOIN who w ON w.human = b.parent
  JOIN derivation r ON r.kind = 'parent-under' AND b.born - w.born < r.length AND b.born >= r.holds_from AND b.born < r.holds_until
  WHERE w.born IS NOT NULL
), of_many AS (
  SELECT DISTINCT b.parent, b.child, b.ref, b.born, b.known, b.superseded
  FROM born_to b
  JOIN (SELECT parent, count(DISTINCT child) AS children FROM born_to WHERE role = 'mother' GROUP BY parent) m ON m.parent = b.parent
  JOIN derivation r ON r.kind = 'child-of-mother' AND m.children >= r.number
  WHERE b.role = 'mother' AND b.known < b.superseded
), of_many_day AS (
  SELECT parent, day, lead(day) OVER (PARTITION BY parent ORDER BY day) AS next_day
  FROM (SELECT parent, known AS day FROM of_many UNION SELECT parent, superseded FROM of_many) AS change
), in_order AS (
  SELECT *, row_number() OVER (PARTITION BY parent, day ORDER BY born, child) AS nth
  FROM (SELECT DISTINCT d.parent, d.day, d.next_day, o.child, o.ref, o.born
        FROM of_many_day d JOIN of_many o ON o.parent = d.parent AND o.known <= d.day AND o.superseded > d.day) AS believed_child
), nth_child AS (
  SELECT r.concept, w.ref AS subject, w.person, o.ref, o.born AS "on", NULL AS value, o.day AS known, o.next_day AS superseded
  FROM in_order o
  JOIN who w ON w.human = o.parent
  JOIN derivation r ON r.kind = 'child-of-mother' AND o.nth = r.number AND o.born >= r.holds_from AND o.born < r.holds_until
), couple AS (
  SELECT patient AS one, person AS other, "from", nullif("until", {forever}) AS "until", known, superseded
  FROM relation WHERE role = 'partner' AND "from" > {always}
  UNION
  SELECT person, patient, "from", nullif("until", {forever}), known, superseded FROM relation WHERE role = 'partner' AND "from" > {always}
), stay AS (
  SELECT h.human AS one, a.place AS other, a."from", a."until", a.known, coalesce(v.superseded, {forever}) AS superseded
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE a."from" IS NOT NULL
), arrival AS (
  SELECT DISTINCT t.child AS one, t.person AS other
  FROM tie t
  JOIN who w ON w.human = t.child
  JOIN derivation r ON r.kind = 'adult-joins' AND t."from" > w.born + r.length
  LEFT JOIN tie s ON s.child = t.child AND s.person = t.person AND s.role = 'sibling' AND s.known <= t.known AND s.superseded >= t.superseded
  WHERE t.role IN ('mother', 'father', 'carer', 'partner', 'household') AND s.child IS NULL
), beginning AS (
  -- What each version says of when one thing began and, where that is said, ended: a couple, a stay at a place, an adult's tie to a
  -- child; where it may matter.
  SELECT r.kind, c.one, c.other, c."from", c."until", c.known, c.superseded
  FROM couple c
  JOIN (SELECT one, count(DISTINCT other) AS others FROM couple GROUP BY one) m ON m.one = c.one
  JOIN derivation r ON r.kind = 'partner' AND m.others >= r.number
  WHERE c.known < c.superseded
  UNION
  SELECT r.kind, s.one, s.other, s."from", s."until", s.known, s.superseded
  FROM stay s
  JOIN (SELECT one, count(DISTINCT other) AS others FROM stay GROUP BY one) m ON m.one = s.one
  JOIN derivation r ON r.kind = 'address' AND m.others >= r.number
  WHERE s.known < s.superseded
  UNION
  -- A brother or sister who grows up is nobody new.
  SELECT 'adult-joins', t.child, t.person, CASE WHEN t.role = 'sibling' THEN {always} ELSE t."from" END, CAST(NULL AS INTEGER),
         t.known, t.superseded
  FROM tie t JOIN arrival a ON a.one = t.child AND a.other = t.person
  WHERE t.known < t.superseded AND t.role IN ('mother', 'father', 'carer', 'partner', 'household', 'sibling')
), beginning_day AS (
  SELECT kind, one, other, day, lead(day) OVER (PARTITION BY kind, one, other ORDER BY day) AS next_day
  FROM (SELECT kind, one, other, known AS day FROM beginning UNION SELECT kind, one, other, superseded FROM beginning) AS change
), began AS (
  -- When it began, and ended, by the versions believed on the days [known, superseded).
  SELECT d.kind, d.one, d.other, d.day AS known, d.next_day AS superseded, min(b."from") AS "from", max(b."until") AS "until"
  FROM beginning_day d
  JOIN beginning b ON b.kind = d.kind AND b.one = d.one AND b.other = d.other AND b.known <= d.day AND b.superseded > d.day
  GROUP BY d.kind, d.one, d.other, d.day, d.next_day
), before AS (
  -- What began before another, and began or is known to have ended within the time that the rule looks back from it. Of what has no
  -- end on record nobody knows whether it was still so.
  SELECT r.rule, a.one, a.other, a."from", a.known AS said, greatest(a.known, b.known) AS known, least(a.superseded, b.superseded) AS superseded
  FROM began a
  JOIN derivation r ON r.kind = a.kind AND a."from" >= r.holds_from AND a."from" < r.holds_until
  JOIN began b ON b.kind = a.kind AND b.one = a.one AND b.other <> a.other
   AND (b."from" < a."from" OR b."from" = a."from" AND b.other < a.other)
   AND greatest(b."from", coalesce(b."until", {always})) > a."from" - r.length
   AND b.known < a.superseded AND b.superseded > a.known
  WHERE a.kind IN ('partner', 'address')
), before_in_order AS (
  SELECT *, row_number() OVER (PARTITION BY rule, one, other, said ORDER BY known) AS nth_known,
         row_number() OVER (PARTITION BY rule, one, other, said ORDER BY superseded) AS nth_superseded
  FROM before
), nth AS (
  -- Days on which so many less one before it are believed: of three, two; from each start but the first to the end before it in order.
  SELECT r.kind, r.concept, r.until_age, s.one, s.other, s."from", s.known, e.superseded
  FROM before_in_order s
  JOIN derivation r ON r.rule = s.rule
  JOIN before_in_order e ON e.rule = s.rule AND e.one = s.one AND e.other = s.other AND e.said = s.said
   AND s.nth_known = e.nth_superseded + r.number - 2
  WHERE s.known < e.superseded
), nth_partner AS (
  SELECT t.concept, w.ref || '/' || o.ref AS subject, w.person, w.ref, t."from" AS "on", NULL AS value, t.known, t.superseded
  FROM nth t JOIN who w ON w.human = t.one JOIN who o ON o.human = t.other
  WHERE t.kind = 'partner'
), mother AS (
  SELECT parent, min(known) AS known FROM birth WHERE role = 'mother' GROUP BY parent
), nth_address AS (
  -- Of the child, and of the mother: a baby's own addresses are too few to show a family on the move.
  SELECT t.concept, w.ref || '/' || CAST(t.other AS VARCHAR) AS subject, t.one AS person, w.ref, t."from" AS "on", NULL AS value,
         greatest(t.known, w.born_known) AS known, least(t.superseded, coalesce(m.known, {forever})) AS superseded
  FROM nth t JOIN who w ON w.human = t.one LEFT JOIN mother m ON m.parent = t.one
  WHERE t.kind = 'address' AND t."from" < w.born + t.until_age
  UNION ALL
  SELECT t.concept, w.ref || '/' || CAST(t.other AS VARCHAR), w.person, w.ref, t."from", NULL, greatest(t.known, m.known), t.superseded
  FROM nth t JOIN who w ON w.human = t.one JOIN mother m ON m.parent = t.one
  WHERE t.kind = 'address'
), new_adult AS (
  SELECT r.concept, c.ref || '/' || w.ref AS subject, a.one AS person, c.ref, a."from" AS "on", w.ref AS value,
         greatest(a.known, c.born_known) AS known, a.superseded
  FROM began a
  JOIN who c ON c.human = a.one
  JOIN who w ON w.human = a.other
  JOIN derivation r ON r.kind = a.kind AND a."from" > c.born + r.length AND a."from" < c.born + r.until_age
   AND a."from" >= r.holds_from AND a."from" < r.holds_until
  WHERE a.kind = 'adult-joins'
), there_from_birth AS (
  -- Who is tied to the child as father, carer or a parent's partner on some day from the birth to so long after it.
  SELECT r.concept, c.ref || '/' || w.ref AS subject, t.child AS person, c.ref, c.born AS "on", w.ref AS value,
         greatest(t.known, c.born_known) AS known, t.superseded
  FROM tie t
  JOIN who c ON c.human = t.child
  JOIN who w ON w.human = t.person
  JOIN derivation r ON r.kind = 'adult-there' AND t."from" <= c.born + r.length AND t."until" > c.born
   AND c.born >= r.holds_from AND c.born < r.holds_until
  WHERE t.role IN ('father', 'carer', 'partner')
), version AS (
  SELECT * FROM young UNION ALL SELECT * FROM nth_child UNION ALL SELECT * FROM nth_partner
  UNION ALL SELECT * FROM nth_address UNION ALL SELECT * FROM new_adult UNION ALL SELECT * FROM there_from_birth
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
