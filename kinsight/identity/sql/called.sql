-- One row a person of these references with a name that may be shown: ref, and the name that the newest believed record gives. Nobody whose
-- own record is restricted.
-- Reads: store.person, store.event, store.supersession; the references (`refs`), and the concept of a restricted record (`restricted`).
WITH believed_event AS (
  SELECT person FROM store.event ANTI JOIN store.supersession USING (version) WHERE concept = '{restricted}'
)
SELECT p.ref, arg_max(p.name, p.known) AS name
FROM store.person p ANTI JOIN store.supersession USING (version)
WHERE p.ref IN ({refs}) AND p.name IS NOT NULL AND p.person NOT IN (SELECT person FROM believed_event)
GROUP BY p.ref
