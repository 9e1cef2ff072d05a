-- One row a version of an address of a human of the families.
-- Reads: records.address, human, bond, believed.
SELECT DISTINCT h.human, a.line, a.postcode, a."from", a."until", a.known, coalesce(v.superseded, {forever}) AS superseded
FROM records.address a
JOIN human h USING (person)
LEFT JOIN believed v USING (version)
WHERE h.human IN (SELECT human FROM human WHERE person IN (SELECT person FROM bond))
ORDER BY h.human
