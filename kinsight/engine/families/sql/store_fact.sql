-- One row a version of a fact about a person of a bond; `service` is a service's number, 0 of what follows from the record itself.
SELECT e.event, e.person, c.concept_key, coalesce(d."on", e."on"), coalesce(e."until", 2000000000) AS "until", e.known,
       coalesce(v.superseded, 2000000000) AS superseded, s.number AS service, e.version, e.ref, e.value, e.certainty
FROM {events} e
JOIN concept c ON c.concept = e.concept
JOIN service_number s ON s.service = e.service
LEFT JOIN believed v ON v.version = e.version
LEFT JOIN said_since d ON d.version = e.version AND d.event = e.event
WHERE e.person IN (SELECT person FROM bond) AND (v.superseded IS NULL OR v.superseded > e.known)
UNION ALL
SELECT d.event, d.person, c.concept_key, d."on", coalesce(d."until", 2000000000), d.known, d.superseded, 0, 0, d.ref, d.value, 'stated'
FROM derived d JOIN concept c ON c.concept = d.concept
WHERE d.person IN (SELECT person FROM bond)
