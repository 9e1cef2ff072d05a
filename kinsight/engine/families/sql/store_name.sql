-- One row a key and child that is asked for by it: the child's own, of its records, of its NHS number where that is no contradiction, of
-- the pregnancy that it was.
-- Reads: child_record, human, parted, carried.
SELECT DISTINCT key, child
FROM (
  SELECT child AS key, child FROM child_record
  UNION ALL
  SELECT h.person, c.child FROM child_record c JOIN human h ON h.human = c.child WHERE h.patient
  UNION ALL
  SELECT key_of('nhs/' || h.nhs_number), c.child
  FROM child_record c JOIN human h ON h.human = c.child
  WHERE h.nhs_number IS NOT NULL AND h.person NOT IN (SELECT person FROM parted)
  UNION ALL
  SELECT key_of(ref), baby FROM carried WHERE baby IN (SELECT child FROM child_record)
) AS named
ORDER BY key, child
