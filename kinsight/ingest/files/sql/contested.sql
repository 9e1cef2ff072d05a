-- One row a patient by whose id another person came in an earlier load, who is held still: of whom a line is that names such an id, and
-- came without its Patient, is not sure.
-- Reads: records.quarantine; the reason for which such a person is held (`another`).
SELECT DISTINCT key_of(ref) AS person
FROM (
  SELECT * FROM records.quarantine
  WHERE item IN (SELECT item FROM records.quarantine WHERE reason = '{another}')
  QUALIFY row_number() OVER (PARTITION BY item ORDER BY load DESC) = 1
)
WHERE state = 'held' AND reason = '{another}' AND resource_type = 'Patient'
