-- One row a thing that a person's record says and that is also a dated fact, in the columns of records.event: an interpreter needed or
-- not, a practice that is named, a death, that the record is restricted.
-- Reads: new_person; the system of our own concepts, the concept of a practice that is named (`practice`) and of a restricted record, and
-- of these and a death the concept in which it is kept, or NULL where there is none (`died_concept` and so on).
SELECT key_of(p.ref || '#' || f.position) AS event, p.ref, p.version, p.person, '{system}' AS system, f.code, NULL::VARCHAR AS term,
  CASE f.code WHEN 'died' THEN {died_concept} WHEN '{restricted}' THEN {restricted_concept}
    WHEN '{practice}' THEN {practice_concept} ELSE f.code END AS concept, f."on",
  NULL::INTEGER AS "until", p.known, 'stated' AS certainty, NULL::VARCHAR AS "value", p.service, p.load
FROM new_person p
CROSS JOIN LATERAL (VALUES
  ('interpreter', CASE WHEN p.interpreter THEN 'interpreter-needed' ELSE 'interpreter-not-needed' END,
    CASE WHEN p.interpreter IS NOT NULL THEN p.known END),
  ('practice', '{practice}', CASE WHEN p.practice_named THEN p.known END),
  ('died', 'died', p.died),
  ('restricted', '{restricted}', CASE WHEN p.restricted THEN p.known END)) f(position, code, "on")
WHERE f."on" IS NOT NULL AND (p.ref LIKE 'Patient/%' OR f.code = '{restricted}')
