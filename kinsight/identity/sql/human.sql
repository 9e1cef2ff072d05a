-- One row a person: which human it is a reference of. The one place that says who is who: records whose newest version carries the same NHS
-- number, and records that a believed record says are one (link_one), are one human as far as they do not contradict each other (parted,
-- link_apart); else each is its own. A group that links join goes by a number of theirs, else by a patient's reference.
-- `stands`: 1, or 0 where another record replaced this one. The other columns: as in newest.sql. Identity is not replayed in time: a number
-- or a link that comes later joins the whole history (docs/adr/0003).
-- Reads: newest, parted, link_one, link_member, records.link, believed.
WITH led AS (
  SELECT first_of, human
  FROM (
    SELECT g.first_of, g.human,
           row_number() OVER (PARTITION BY g.first_of ORDER BY min(CASE WHEN m.nhs_number IS NOT NULL THEN 0 WHEN m.patient THEN 1 ELSE 2 END), g.human) AS nth
    FROM link_one g JOIN link_member m ON m.human = g.human
    GROUP BY g.first_of, g.human
  ) AS ranked
  WHERE nth = 1
), linked AS (
  SELECT m.person, l.human
  FROM link_member m JOIN link_one g ON g.human = m.human JOIN led l ON l.first_of = g.first_of
), replaced AS (
  SELECT DISTINCT CASE WHEN l.kind = 'replaced-by' THEN l.person ELSE l.other END AS person
  FROM records.link l LEFT JOIN believed v ON v.version = l.version
  WHERE v.superseded IS NULL AND l.kind IN ('replaced-by', 'replaces')
)
SELECT n.person, n.ref, coalesce(l.human, {by_number}) AS human,
       n.patient, n.nhs_number, n.name, n.sex, n.born, n.died, n.language, n.interpreter, n.practice, n.service, n.known, n.first_known, n.born_known,
       n.died_known,
       CASE WHEN r.person IS NULL THEN 1 ELSE 0 END AS stands
FROM newest n
LEFT JOIN parted d ON d.person = n.person
LEFT JOIN linked l ON l.person = n.person
LEFT JOIN replaced r ON r.person = n.person
