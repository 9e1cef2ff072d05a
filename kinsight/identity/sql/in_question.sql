-- No rows: makes `linked(person)` and the tables records.person, link, bond and supersession of the few people whose numbers or links can
-- be in question: who shares a number with someone of another birth, sex or place in a multiple birth, and who is linked to anyone or
-- shares a number with such a one.
-- Reads: store.person, store.link, store.bond, store.supersession.
CREATE SCHEMA records;
CREATE TABLE linked AS SELECT person FROM store.link UNION SELECT other FROM store.link;
CREATE TABLE records.person AS SELECT * FROM store.person WHERE person IN (
  SELECT person FROM store.person WHERE nhs_number IN (
    SELECT nhs_number FROM store.person WHERE nhs_number IS NOT NULL GROUP BY nhs_number
    HAVING count(DISTINCT person) > 1 AND (min(born) <> max(born) OR count(DISTINCT sex) > 1 OR count(DISTINCT birth_order) > 1)))
  OR person IN (SELECT person FROM linked)
  OR nhs_number IN (SELECT nhs_number FROM store.person WHERE person IN (SELECT person FROM linked));
CREATE TABLE records.link AS FROM store.link;
CREATE TABLE records.bond AS SELECT * FROM store.bond
  WHERE patient IN (SELECT person FROM records.person) OR person IN (SELECT person FROM records.person);
CREATE TABLE records.supersession AS SELECT * FROM store.supersession
  WHERE version IN (
    SELECT version FROM records.person UNION ALL SELECT version FROM records.bond UNION ALL SELECT version FROM records.link)
