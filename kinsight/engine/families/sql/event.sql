-- One row a version of a fact that knowledge can use, with numbers for words: concepts by key, services by number (`service_key`; 0 of what
-- follows from the record itself).
-- Reads: records.event, used, service_key, believed, said_since, derived.
SELECT e.event, e.person, u.concept_key, coalesce(d."on", e."on") AS "on", coalesce(e."until", {forever}) AS "until", e.known,
       coalesce(v.superseded, {forever}) AS superseded, s.service_no AS service
FROM records.event e
JOIN used u ON u.concept = e.concept
JOIN service_key s ON s.service = e.service
LEFT JOIN believed v ON v.version = e.version
LEFT JOIN said_since d ON d.version = e.version AND d.event = e.event
WHERE v.superseded IS NULL OR v.superseded > e.known
UNION ALL
SELECT d.event, d.person, u.concept_key, d."on", coalesce(d."until", {forever}), d.known, d.superseded, 0
FROM derived d JOIN used u ON u.concept = d.concept
