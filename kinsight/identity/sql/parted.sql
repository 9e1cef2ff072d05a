-- One row a person whose NHS number is on records that contradict each other, so that it does not say who is whom. `human`: who that person
-- is taken for.
-- Two contradict when they say another day of birth, another place in a multiple birth, or another sex with another first name
-- (contradicts.sql). Those that agree are one human. One that would fit two who contradict each other (a relative without a day of birth)
-- is the only one of them that its bond leaves open, else a human by itself.
-- Reads: newest, records.bond, believed.
WITH suspicious AS (
  SELECT nhs_number, count(DISTINCT born) AS births
  FROM newest
  WHERE nhs_number IS NOT NULL
  GROUP BY nhs_number
  HAVING min(born) <> max(born) OR min(birth_order) <> max(birth_order)
    OR min(CASE WHEN sex IN ('female', 'male') THEN sex END) <> max(CASE WHEN sex IN ('female', 'male') THEN sex END)
), one AS (
  SELECT n.person, n.nhs_number, n.born, n.birth_order, s.births, day_words(n.born) AS birthday,
         CASE WHEN n.sex IN ('female', 'male') THEN n.sex END AS sex, substr(n.name || ' ', 1, instr(n.name || ' ', ' ') - 1) AS given
  FROM newest n JOIN suspicious s ON s.nhs_number = n.nhs_number
), pair AS (
  SELECT a.nhs_number, a.person AS one, b.person AS other,
         CASE WHEN {contradicts} THEN 1 ELSE 0 END AS apart
  FROM one a JOIN one b ON b.nhs_number = a.nhs_number AND b.person <> a.person
  -- A number on people of so many births is nobody's: it is not asked who of them agrees with whom.
  WHERE a.births <= 4
), contradicting AS (
  SELECT DISTINCT nhs_number FROM pair WHERE apart = 1
), torn AS (
  SELECT DISTINCT x.one AS person
  FROM pair x
  JOIN pair y ON y.one = x.one AND x.other < y.other
  JOIN pair z ON z.one = x.other AND z.other = y.other
  WHERE x.apart = 0 AND y.apart = 0 AND z.apart = 1
), agreeing AS (
  SELECT o.person, o.nhs_number, o.born, least(o.person, coalesce(min(p.other), o.person)) AS first_of
  FROM one o LEFT JOIN pair p ON p.one = o.person AND p.apart = 0 AND p.other NOT IN (SELECT person FROM torn)
  WHERE o.nhs_number IN (SELECT nhs_number FROM contradicting) AND o.person NOT IN (SELECT person FROM torn)
  GROUP BY o.person, o.nhs_number, o.born
), tied AS (
  -- Nobody is their own relative, and who is a parent, carer or partner is no small child.
  SELECT b.person, b.patient AS other, CASE WHEN b.role IN ('mother', 'father', 'carer', 'partner') THEN b.known - 4383 ELSE b.known END AS born_by
  FROM records.bond b LEFT JOIN believed v ON v.version = b.version
  WHERE v.superseded IS NULL AND b.person IN (SELECT person FROM torn)
  UNION
  SELECT b.patient, b.person, b.known
  FROM records.bond b LEFT JOIN believed v ON v.version = b.version
  WHERE v.superseded IS NULL AND b.patient IN (SELECT person FROM torn)
), ruled_out AS (
  SELECT DISTINCT t.person, a.first_of
  FROM tied t JOIN one o ON o.person = t.person JOIN agreeing a ON a.nhs_number = o.nhs_number
  WHERE a.person = t.other OR a.born > t.born_by
), left_open AS (
  SELECT o.person, min(a.first_of) AS first_of
  FROM one o
  JOIN agreeing a ON a.nhs_number = o.nhs_number
  LEFT JOIN ruled_out r ON r.person = o.person AND r.first_of = a.first_of
  WHERE o.person IN (SELECT person FROM torn) AND r.person IS NULL
  GROUP BY o.person
  HAVING min(a.first_of) = max(a.first_of)
)
SELECT person, nhs_number, key_of('nhs/' || nhs_number || '/' || first_of) AS human FROM agreeing
UNION ALL
SELECT o.person, o.nhs_number, CASE WHEN l.person IS NULL THEN o.person ELSE key_of('nhs/' || o.nhs_number || '/' || l.first_of) END
FROM one o LEFT JOIN left_open l ON l.person = o.person
WHERE o.person IN (SELECT person FROM torn)
UNION ALL
SELECT person, nhs_number, person FROM one WHERE births > 4
