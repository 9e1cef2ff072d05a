-- One row a link that can be followed, in the columns of records.link. Nobody is linked to themselves. An id that two people came by may
-- mean either of them: such a link is a proposal (`proposed`).
-- Reads: the links sent (`sent`), service_of, contradicted, contested; what kind of link it is (`kind`).
SELECT DISTINCT s.resource AS person, key_of(s.other_ref) AS other, s.other_ref,
  CASE WHEN key_of(s.other_ref) IN (SELECT person FROM contradicted UNION ALL SELECT person FROM contested) THEN '{proposed}'
    ELSE {kind} END AS kind,
  s.version, s.known, v.service, load_of(s.line) AS load
FROM ({sent}) s
JOIN service_of v ON v.service_ref = s.service_ref
WHERE s.other_ref IS NOT NULL AND key_of(s.other_ref) <> s.resource
