-- One row a link that joins nobody: it says too little to be believed, or leads to a record that has not come. Columns: ref, other_ref,
-- why.
-- Reads: store.link, store.person, store.supersession.
SELECT DISTINCT p.ref, l.other_ref, CASE WHEN l.kind = 'proposed' THEN 'not-sure' ELSE 'has-not-come' END AS why
FROM store.link l
JOIN (SELECT DISTINCT person, ref FROM store.person) p USING (person)
ANTI JOIN store.supersession USING (version)
WHERE l.kind = 'proposed' OR l.other NOT IN (SELECT person FROM store.person)
ORDER BY ALL
