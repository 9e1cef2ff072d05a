-- One row a version of a tie of somebody to a child: as recorded, partners of parents and carers, brothers and sisters by a shared parent,
-- adults at the same address. Who is tied to the child in no other way than by the address is no member of the household: `same-address`
-- carries nothing sensitive (docs/adr/0018), and is nothing once somebody has said that the two are apart (docs/adr/0032).
-- Each interval is where its parts overlap, known when the last part was. What somebody is to a child on a day rests on what was believed
-- on that day: who turns out to be the father was the mother's partner until then (docs/adr/0022).
-- Reads: relation, lineage, child_record, who, human, records.address, records.event, believed.
WITH couple AS (
  SELECT patient AS a, person AS b, "from", "until", known, superseded FROM relation WHERE role = 'partner'
  UNION
  SELECT person, patient, "from", "until", known, superseded FROM relation WHERE role = 'partner'
), partner AS (
  SELECT l.child, k.b AS person, 'partner' AS role, greatest(l."from", k."from") AS "from", least(l."until", k."until") AS "until",
         greatest(l.known, k.known) AS known, least(l.superseded, k.superseded) AS superseded
  FROM lineage l JOIN couple k ON k.a = l.person
  WHERE l.role IN ('mother', 'father', 'carer')
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
  SELECT a.child, b.child AS person, 'sibling' AS role, {always} AS "from", least(a."until", b."until") AS "until",
         min(greatest(a.known, b.known)) AS known, least(a.superseded, b.superseded) AS superseded
  FROM parent a JOIN parent b ON a.person = b.person AND a.child <> b.child
  WHERE a.child IN (SELECT child FROM child_record)
  GROUP BY a.child, b.child, least(a."until", b."until"), least(a.superseded, b.superseded)
), restricted AS (
  SELECT DISTINCT h.human FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE e.concept = 'restricted-record' AND v.superseded IS NULL
), stay AS (
  SELECT h.human, a.place, coalesce(a."from", {always}) AS "from", coalesce(a."until", {forever}) AS "until",
         a.known, coalesce(v.superseded, {forever}) AS superseded
  FROM records.address a JOIN human h USING (person) LEFT JOIN believed v USING (version)
  -- Where somebody lives whose record is restricted is shown to nobody, not even by who lives there too.
  WHERE h.human NOT IN (SELECT human FROM restricted)
), housemate AS (
  SELECT c.child, b.human AS person, greatest(a."from", b."from") AS "from", least(a."until", b."until") AS "until",
         greatest(a.known, b.known) AS known, least(a.superseded, b.superseded) AS superseded
  FROM child_record c
  JOIN stay a ON a.human = c.child
  JOIN stay b ON b.place = a.place AND b.human <> a.human
), claim AS (
  -- What may be said of somebody besides what is recorded of the two.
  SELECT child, person, role, "from", "until", known, superseded FROM partner WHERE known < superseded
  UNION
  SELECT child, person, 'household', "from", "until", known, superseded FROM housemate WHERE known < superseded
), stated AS (
  SELECT child, person, role, known, superseded FROM lineage WHERE role <> 'other' AND known < superseded
  UNION
  SELECT child, person, role, known, superseded FROM partner WHERE known < superseded
  UNION
  SELECT child, person, role, known, superseded FROM sibling WHERE known < superseded
  UNION
  SELECT patient, person, role, known, superseded FROM relation WHERE role = 'apart' AND known < superseded
), open_claim AS (
  -- Mothers, fathers and carers are what they are wherever they live; parents who are a couple are not each other's partner, to the child.
  SELECT * FROM claim c
  WHERE NOT EXISTS (SELECT 1 FROM stated t WHERE t.child = c.child AND t.person = c.person AND t.known <= c.known AND t.superseded >= c.superseded
                    AND (t.role IN ('mother', 'father') OR t.role = 'carer' AND c.role = 'household'))
), claim_day AS (
  -- Days of belief of a claim, cut where what else is stated of the two changes.
  SELECT c.*, d.day, lead(d.day, 1, c.superseded) OVER (PARTITION BY c.child, c.person, c.role, c."from", c."until", c.known, c.superseded
                                                        ORDER BY d.day) AS next_day
  FROM open_claim c
  JOIN (SELECT child, person, known AS day FROM open_claim UNION SELECT child, person, known FROM stated
        UNION SELECT child, person, superseded FROM stated) d
    ON d.child = c.child AND d.person = c.person AND d.day >= c.known AND d.day < c.superseded
), believed_claim AS (
  SELECT c.child, c.person, c.role, c."from", c."until", c.day, c.next_day,
         coalesce(bool_or(t.role IN ('mother', 'father')), false) AS is_parent, coalesce(bool_or(t.role = 'carer'), false) AS is_carer,
         coalesce(bool_or(t.role = 'sibling'), false) AS is_sibling, coalesce(bool_or(t.role <> 'apart'), false) AS is_tied,
         coalesce(bool_or(t.role = 'apart'), false) AS is_apart
  FROM claim_day c
  LEFT JOIN stated t ON t.child = c.child AND t.person = c.person AND t.known <= c.day AND t.superseded > c.day
  GROUP BY ALL
), claimed AS (
  -- Brothers and sisters count as adults when grown.
  SELECT b.child, b.person, CASE WHEN b.role = 'household' AND NOT b.is_tied THEN 'same-address' ELSE b.role END AS role,
         CASE WHEN b.role = 'partner' THEN b."from"
              ELSE greatest(b."from", coalesce(w.born + CASE WHEN b.is_sibling THEN 6575 ELSE 5844 END, {always})) END AS "from",
         b."until", b.day AS known, b.next_day AS superseded
  FROM believed_claim b JOIN who w ON w.human = b.person
  WHERE NOT b.is_parent AND NOT (b.is_carer AND b.role = 'household') AND NOT (b.role = 'household' AND b.is_apart AND NOT b.is_tied)
)
SELECT * FROM lineage
UNION SELECT * FROM sibling
UNION SELECT * FROM claimed WHERE "from" < "until"
UNION SELECT child, child, 'self', {always}, {forever}, {always}, {forever} FROM child_record
