-- One row a version that a later one replaced, and of which that is not said, or only from a later day on.
-- Reads: what should be said (`replaced`) and what is (`believed`), each as (version, superseded).
SELECT w.version
FROM ({replaced}) w
LEFT JOIN ({believed}) s USING (version)
WHERE s.superseded IS NULL OR s.superseded > w.superseded
