-- One row a person who is referred to (`about`, a key) and is known, from the records or from these files, with their birth and sex: by
-- reference; where that leads nowhere by number, and then whoever has that number now: one who had it once, before an adoption or a
-- correction, is not meant.
-- Reads: everyone, new_person; the keys and numbers that are referred to (`mentioned`); the columns of `everyone`.
WITH mentioned AS (
  SELECT about, max(about_number) AS about_number FROM ({mentioned}) GROUP BY about
), every_version AS (
  SELECT {columns} FROM everyone
  UNION ALL
  SELECT {columns} FROM new_person
), numbered AS (
  SELECT * FROM every_version
  WHERE person IN (
    SELECT person FROM every_version WHERE nhs_number IN (SELECT about_number FROM mentioned WHERE about_number IS NOT NULL))
  QUALIFY row_number() OVER (PARTITION BY person ORDER BY known DESC, version DESC) = 1
)
SELECT t.about, e.person, arg_max(e.born, (e.known, e.version)) FILTER (WHERE e.born IS NOT NULL) AS born,
  arg_max(e.sex, (e.known, e.version)) FILTER (WHERE e.sex IS NOT NULL) AS sex
FROM mentioned t JOIN every_version e ON e.person = t.about
GROUP BY ALL
UNION ALL
SELECT t.about, arg_max(e.person, (e.known, e.version)), arg_max(e.born, (e.known, e.version)), arg_max(e.sex, (e.known, e.version))
FROM mentioned t JOIN numbered e ON e.nhs_number = t.about_number
WHERE t.about NOT IN (SELECT person FROM every_version)
GROUP BY t.about
-- A number on people of several births does not say who is meant. A first of a month may stand for a month or a year.
HAVING count(DISTINCT e.born) FILTER (WHERE day(DATE '1970-01-01' + e.born) <> 1) < 2
  AND coalesce(max(e.born) - min(e.born) <= 366, true)
