-- All ties of a child: as recorded, partners of parents and carers, brothers and sisters by a shared parent,
-- adults at the same address. Who is tied to the child in no other way than by the address is no member of the household: `same-address`
-- carries nothing sensitive (docs/adr/0018). Each interval is where its parts overlap, known when the last part was.
WITH couple AS (
  SELECT patient AS a, person AS b, "from", "until", known, superseded FROM relation WHERE role = 'partner'
  UNION
  SELECT person, patient, "from", "until", known, superseded FROM relation WHERE role = 'partner'
), partner AS (
  SELECT l.child, k.b AS person, 'partner' AS role, greatest(l."from", k."from") AS "from", least(l."until", k."until") AS "until",
         greatest(l.known, k.known) AS known, least(l.superseded, k.superseded) AS superseded
  FROM lineage l JOIN couple k ON k.a = l.person
  -- A mother and father who are a couple are parents, not each other's partner, to the child.
  WHERE l.role IN ('mother', 'father', 'carer')
    AND NOT EXISTS (SELECT 1 FROM lineage p WHERE p.child = l.child AND p.person = k.b AND p.role IN ('mother', 'father'))
), parent AS (
  SELECT child, person, "until", min(known) AS known, superseded
  FROM (
    SELECT patient AS child, person, "until", known, superseded FROM relation WHERE role IN ('mother', 'father')
    UNION ALL
    SELECT child, person, "until", known, superseded FROM lineage WHERE role IN ('mother', 'father')
  ) AS said
  GROUP BY child, person, "until", superseded
), sibling AS (
  -- For as long as both are that parent's: one who was adopted is no brother or sister any more.
  SELECT a.child, b.child AS person, 'sibling' AS role, -1000000 AS "from", least(a."until", b."until") AS "until",
         min(greatest(a.known, b.known)) AS known, least(a.superseded, b.superseded) AS superseded
  FROM parent a JOIN parent b ON a.person = b.person AND a.child <> b.child
  WHERE a.child IN (SELECT child FROM child_record)
  GROUP BY a.child, b.child, least(a."until", b."until"), least(a.superseded, b.superseded)
), restricted AS (
  SELECT DISTINCT h.human FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE e.concept = 'restricted-record' AND v.superseded IS NULL
), stay AS (
  SELECT h.human, a.place, coalesce(a."from", -1000000) AS "from", coalesce(a."until", 2000000000) AS "until",
         a.known, coalesce(v.superseded, 2000000000) AS superseded
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
  -- Where somebody lives whose record is restricted is shown to nobody, not even by who lives there too.
  WHERE h.human NOT IN (SELECT human FROM restricted)
), housemate AS (
  SELECT c.child, b.human AS person, CASE WHEN o.person IS NULL THEN 'same-address' ELSE 'household' END AS role,
         greatest(a."from", b."from", coalesce(w.born + CASE WHEN s.person IS NULL THEN 5844 ELSE 6575 END, -1000000)) AS "from",
         least(a."until", b."until") AS "until",
         greatest(a.known, b.known) AS known, least(a.superseded, b.superseded) AS superseded
  FROM child_record c
  JOIN stay a ON a.human = c.child
  JOIN stay b ON b.place = a.place AND b.human <> a.human
  JOIN who w ON w.human = b.human
  LEFT JOIN (SELECT DISTINCT child, person FROM sibling) s ON s.child = c.child AND s.person = b.human
  LEFT JOIN (SELECT child, person FROM lineage WHERE role <> 'other' UNION SELECT child, person FROM partner
             UNION SELECT child, person FROM sibling) o ON o.child = c.child AND o.person = b.human
  -- Parents and carers are what they are wherever they live; brothers and sisters count as adults when grown.
  WHERE NOT EXISTS (SELECT 1 FROM lineage l WHERE l.child = c.child AND l.person = b.human AND l.role IN ('mother', 'father', 'carer'))
)
SELECT * FROM lineage
UNION SELECT * FROM partner
UNION SELECT * FROM sibling
UNION SELECT * FROM housemate WHERE "from" < "until"
UNION SELECT child, child, 'self', -1000000, 2000000000, -1000000, 2000000000 FROM child_record
