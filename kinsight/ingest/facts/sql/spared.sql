-- One row a resource whose spare code (`text`) means something.
-- Reads: accepted_TYPE (`type`), meaning.
SELECT version
FROM accepted_{type} s
WHERE {text} IN (SELECT text FROM meaning WHERE concept IS NOT NULL)
