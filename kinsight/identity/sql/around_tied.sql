-- One row a person: those there are, who is tied or linked to them, and who has an NHS number of theirs.
-- Reads: around, store.bond, store.link, store.person.
WITH near AS (
  SELECT person FROM around
  UNION SELECT person FROM store.bond WHERE patient IN (SELECT person FROM around)
  UNION SELECT patient FROM store.bond WHERE person IN (SELECT person FROM around)
  UNION SELECT other FROM store.link WHERE person IN (SELECT person FROM around)
  UNION SELECT person FROM store.link WHERE other IN (SELECT person FROM around)
)
SELECT person FROM near
UNION
SELECT person FROM store.person
WHERE nhs_number IN (SELECT nhs_number FROM store.person WHERE nhs_number IS NOT NULL AND person IN (SELECT person FROM near))
