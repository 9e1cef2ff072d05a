-- Of whom facts of which kind are recorded: far fewer than there are facts.
SELECT DISTINCT person, concept_key FROM heeded
