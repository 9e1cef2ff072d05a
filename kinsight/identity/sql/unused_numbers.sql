-- One row a person whose NHS number joins them to nobody: ref, and why.
-- Reads: store.event, store.supersession; the code that says so (`code`).
SELECT DISTINCT e.ref, e."value"
FROM store.event e ANTI JOIN store.supersession USING (version)
WHERE e.concept IS NULL AND e.code = '{code}'
ORDER BY ALL
