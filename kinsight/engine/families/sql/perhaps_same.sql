-- One row a person who may be the same human as one of `affected_person`: who has a number that one of them has or had, or is linked to
-- one. More than who is (identity/sql/human.sql): whom the records join and part is worked out of what this makes be read.
-- Reads: numbered, linked, affected_person.
SELECT person
FROM numbered
WHERE nhs_number IN (SELECT nhs_number FROM numbered WHERE person IN (SELECT person FROM affected_person))
UNION
SELECT other FROM linked WHERE person IN (SELECT person FROM affected_person)
