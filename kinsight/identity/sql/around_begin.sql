-- One row a person to begin with: the records of one child (`refs`).
-- Reads: store.person.
SELECT DISTINCT person FROM store.person WHERE ref IN ({refs})
