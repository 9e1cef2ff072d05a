-- Of all facts, those that some expectation takes as a response.
SELECT person, concept_key, "on", known, superseded
FROM event
WHERE concept_key IN (SELECT concept_key FROM response) AND known < superseded
