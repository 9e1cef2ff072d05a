-- One row a thing that a person's record says and that is also a dated fact, in the columns of records.event: an interpreter needed or
-- not, a death, that the record is restricted.
-- Reads: new_person; the system of our own concepts, the concept of a restricted record, and of a death and a restricted record the
-- concept in which it is kept, or NULL where there is none (`died_concept`, `restricted_concept`).
SELECT key_of(p.ref || '#' || f.position) AS event, p.ref, p.version, p.person, '{system}' AS system, f.code, NULL::VARCHAR AS term,
  CASE f.code WHEN 'died' THEN {died_concept} WHEN '{restricted}' THEN {restricted_concept} ELSE f.code END AS concept, f."on",
  NULL::INTEGER AS "until", p.known, 'stated' AS certainty, NULL::VARCHAR AS "value", p.service, p.load
FROM new_person p
CROSS JOIN LATERAL (VALUES
  ('interpreter', CASE WHEN p.interpreter THEN 'interpreter-needed' ELSE 'interpreter-not-needed' END,
    CASE WHEN p.interpreter IS NOT NULL THEN p.known END),
  ('died', 'died', p.died),
  ('restricted', '{restricted}', CASE WHEN p.restricted THEN p.known END)) f(position, code, "on")
WHERE f."on" IS NOT NULL AND (p.ref LIKE 'Patient/%' OR f.code = '{restricted}')
