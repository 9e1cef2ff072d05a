-- One row a person of a bond: the record (`person`, `ref`), and by its human's newest words who that is. `restricted_until`: until when a
-- record of that human is restricted; a day before all days where none is.
-- Reads: bond, human, who, restricted_human.
SELECT b.person, h.ref, h.human, w.ref AS human_ref, w.name, w.sex, w.born, w.died, w.died_known, coalesce(r."until", -{forever}) AS restricted_until
FROM (SELECT DISTINCT person FROM bond) b
LEFT JOIN human h ON h.person = b.person
LEFT JOIN who w ON w.human = h.human
LEFT JOIN restricted_human r ON r.human = h.human
ORDER BY b.person
