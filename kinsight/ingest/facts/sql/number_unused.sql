-- One row a person who came with an NHS number by which they are joined to nobody, and why, in the columns of records.event: kept as a
-- fact without a concept.
-- Reads: new_person; the system and the code of the fact.
SELECT key_of(p.ref || '#nhs-number') AS event, p.ref, p.version, p.person, '{system}' AS system, '{code}' AS code,
  NULL::VARCHAR AS term, NULL::VARCHAR AS concept, p.known AS "on", NULL::INTEGER AS "until", p.known,
  'stated' AS certainty, p.number_unused AS "value", p.service, p.load
FROM new_person p
WHERE p.number_unused IS NOT NULL
