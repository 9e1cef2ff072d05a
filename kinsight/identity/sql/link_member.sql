-- One row a person whom a believed record links to someone, or someone to them, or who shares a number with one of those. `human`: who
-- their number alone makes them; `birthday`, `given`: the day of birth in words, and the first name. A link to a record that has not come
-- is nothing yet.
-- Reads: records.link, believed, newest, parted.
WITH stated AS (
  SELECT l.person, l.other
  FROM records.link l LEFT JOIN believed v ON v.version = l.version
  WHERE v.superseded IS NULL AND l.kind <> 'proposed'
), ends AS (
  SELECT person FROM stated UNION SELECT other FROM stated
), numbers AS (
  SELECT nhs_number FROM newest WHERE nhs_number IS NOT NULL AND person IN (SELECT person FROM ends)
)
SELECT n.person, n.patient, n.nhs_number, n.born, n.birth_order, day_words(n.born) AS birthday, {by_number} AS human,
       CASE WHEN n.sex IN ('female', 'male') THEN n.sex END AS sex, substr(n.name || ' ', 1, instr(n.name || ' ', ' ') - 1) AS given
FROM newest n LEFT JOIN parted d ON d.person = n.person
WHERE n.person IN (SELECT person FROM ends) OR n.nhs_number IN (SELECT nhs_number FROM numbers)
