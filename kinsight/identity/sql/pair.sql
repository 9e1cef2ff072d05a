-- One row a child and somebody who may be of its family, with what speaks for and against it that neither record says alone. `since`: since
-- when both have the address; `others`: how many more grown people live there without a tie to the child; `contact`: on whose record they
-- are named; `own_family`, `elsewhere`: whether a family of theirs, or an address of one of the two elsewhere, is recorded. Nobody of a place that strangers share, nobody of the family of before, and nobody of whom somebody has
-- said that they are apart, while nothing was recorded of the two since.
-- Reads: grown_there, relation_now, relation, tied_now, old_family, residence; the day (`as_of`), and how many make it a place that
-- strangers share (`crowded_from`).
WITH counted AS (
  SELECT *, count(*) OVER (PARTITION BY child, place) AS grown FROM grown_there
), named AS (
  SELECT g.child, g.person, bool_or(r.other = g.child) AS on_child, max(r.known) AS known
  FROM (SELECT DISTINCT child, person FROM grown_there) g
  JOIN relation_now r ON r.one = g.person
  WHERE r.other = g.child
     OR r.other IN (SELECT t.person FROM tied_now t WHERE t.child = g.child AND t.role IN ('mother', 'father', 'carer'))
  GROUP BY g.child, g.person
), own AS (
  SELECT DISTINCT g.child, g.person
  FROM grown_there g
  JOIN relation_now r ON r.one = g.person AND r.role <> 'other'
  JOIN residence n ON n.human = r.other AND n.place = g.place
  LEFT JOIN tied_now t ON t.child = g.child AND t.person = r.other
  WHERE t.child IS NULL AND r.other <> g.child
), apart AS (
  SELECT patient AS child, person, max(known) AS known
  FROM relation
  WHERE role = 'apart' AND known <= {as_of} AND superseded > {as_of}
  GROUP BY patient, person
), home AS (
  SELECT human, count(DISTINCT place) AS places FROM residence GROUP BY human
)
SELECT c.child, c.child_ref, c.child_born, c.person, c.person_ref, c.born, c.name, c.child_came, c.came,
       greatest(c.child_came, c.came) AS since, c.grown - 1 AS others,
       CASE WHEN n.on_child THEN 'child' WHEN n.child IS NOT NULL THEN 'parent' ELSE 'nobody' END AS contact,
       o.child IS NOT NULL AS own_family, hc.places + hp.places > 2 AS elsewhere
FROM counted c
JOIN home hc ON hc.human = c.child
JOIN home hp ON hp.human = c.person
LEFT JOIN named n ON n.child = c.child AND n.person = c.person
LEFT JOIN own o ON o.child = c.child AND o.person = c.person
LEFT JOIN apart x ON x.child = c.child AND x.person = c.person
WHERE c.grown < {crowded_from} AND (c.child, c.person) NOT IN (SELECT (child, person) FROM old_family)
  AND (x.known IS NULL OR greatest(c.known, coalesce(n.known, {always})) > x.known)
QUALIFY row_number() OVER (PARTITION BY c.child, c.person ORDER BY since DESC NULLS LAST, c.place) = 1
