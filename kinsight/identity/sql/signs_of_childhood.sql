-- One row a patient without a birth date: ref, and whether a parent, carer, brother or sister is recorded, whether there are facts that are
-- recorded of children (`$concepts`), and whether a children's service (`$kinds`) knows them; most signs first.
-- Reads: no_birth, store.bond, store.event, store.service.
SELECT n.ref, coalesce(b.is_so, false) AS is_tied, coalesce(bool_or(list_contains($concepts, e.concept)), false) AS has_facts,
       coalesce(bool_or(list_contains($kinds, s.kind)), false) AS is_known
FROM no_birth n
LEFT JOIN (SELECT DISTINCT patient, true AS is_so FROM store.bond WHERE role IN ('mother', 'father', 'carer', 'sibling')) b
  ON b.patient = n.person
LEFT JOIN store.event e ON e.person = n.person
LEFT JOIN store.service s ON s.service = e.service
GROUP BY n.ref, b.is_so
ORDER BY is_tied::INTEGER + has_facts::INTEGER + is_known::INTEGER DESC, n.ref
