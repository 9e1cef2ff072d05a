-- Of all facts, those that some pattern or trigger takes in: usually a small part.
SELECT event, person, concept_key, "on", "until", known, superseded, service
FROM event
WHERE concept_key IN (SELECT concept_key FROM matcher)
