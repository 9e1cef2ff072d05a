-- One row a person that an accepted line is about. Who is one of several is part of the place of its facts.
-- Reads: accepted_TYPE (`type`).
SELECT * FROM accepted_{type} WHERE len(patients) = 1
UNION ALL
SELECT * EXCLUDE (p) REPLACE (key_of(coalesce(p.ref, 'nhs:' || p.number)) AS about, p.number AS about_number,
  'person/' || coalesce(p.ref, 'nhs:' || p.number) AS place)
FROM (SELECT *, unnest(patients) AS p FROM accepted_{type} WHERE len(patients) > 1)
