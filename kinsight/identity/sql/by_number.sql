-- An expression: the human that its number alone makes a person.
-- Reads: newest as `n`, parted as `d`.
CASE WHEN d.person IS NOT NULL THEN d.human
     WHEN n.nhs_number IS NULL THEN n.person ELSE key_of('nhs/' || n.nhs_number) END
