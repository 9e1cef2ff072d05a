-- One row a version of a fact about a person of a bond, in the columns of `parts.SCHEMAS`. `service`: a service's number; it and `version`
-- are 0 of what follows from the record itself.
-- Reads: facts like records.event (`events`), concept, service_number, bond, believed, said_since, derived.
SELECT e.event, e.person, c.concept_key, coalesce(d."on", e."on"), coalesce(e."until", {forever}) AS "until", e.known,
       coalesce(v.superseded, {forever}) AS superseded, s.number AS service, e.version, e.ref, e.value, e.certainty
FROM {events} e
JOIN concept c ON c.concept = e.concept
JOIN service_number s ON s.service = e.service
LEFT JOIN believed v ON v.version = e.version
LEFT JOIN said_since d ON d.version = e.version AND d.event = e.event
WHERE e.person IN (SELECT person FROM bond) AND (v.superseded IS NULL OR v.superseded > e.known)
UNION ALL
SELECT d.event, d.person, c.concept_key, d."on", coalesce(d."until", {forever}), d.known, d.superseded, 0, 0, d.ref, d.value, 'stated'
FROM derived d JOIN concept c ON c.concept = d.concept
WHERE d.person IN (SELECT person FROM bond)
