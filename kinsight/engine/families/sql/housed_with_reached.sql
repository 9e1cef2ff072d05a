-- One row a person who lives or lived at an address of anyone of `reached`.
-- Reads: housed, reached.
SELECT person
FROM housed
WHERE place IN (SELECT place FROM housed WHERE person IN (SELECT person FROM reached))
