-- Of all facts, those that some pattern, trigger or response takes in, or that end another: usually a small part.
SELECT event, person, concept_key, "on", "until", known, superseded, service
FROM event
WHERE concept_key IN (SELECT concept_key FROM matcher UNION SELECT concept_key FROM response UNION SELECT closed_by FROM closer)
