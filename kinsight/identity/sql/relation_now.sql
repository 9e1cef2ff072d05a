-- One row, each way, two humans between whom a service states something on the day: `role` of it, and `known`, since when it was first
-- known.
-- Reads: relation; the day (`as_of`).
WITH stated AS (
  SELECT *, min(known) OVER (PARTITION BY patient, person, role) AS first_known FROM relation WHERE role <> 'apart'
), standing AS (
  SELECT patient, person, role, first_known AS known FROM stated
  WHERE known <= {as_of} AND superseded > {as_of} AND "from" <= {as_of} AND "until" > {as_of}
)
SELECT patient AS one, person AS other, role, known FROM standing
UNION SELECT person, patient, role, known FROM standing
