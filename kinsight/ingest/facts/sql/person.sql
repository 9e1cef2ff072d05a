-- One row a version of a Patient, RelatedPerson or Person that came, in the columns of records.person, and beside them why an NHS number
-- that came joins nobody (`number_unused`), whether the record is restricted, and whether it names a practice (`practice_named`).
-- Reads: accepted_TYPE (`type`), service_of; how each type says what is not alike in all (`known_as` to `nth`).
SELECT s.resource AS person, s.ref, s.version, s.known, s.nhs AS nhs_number, {known_as} AS name, s.gender AS sex,
  day_of(s."birthDate") AS born, {died} AS died, {language} AS language, {interpreter} AS interpreter, {practice} AS practice,
  {nth} AS birth_order, v.service, load_of(s.line) AS load, s.number_unused, s.restricted,
  {practice_named} AS practice_named
FROM (SELECT *, {called} AS called FROM (SELECT *, {names} AS names FROM accepted_{type} WHERE NOT retracted)) s
JOIN service_of v ON v.service_ref = s.service_ref
