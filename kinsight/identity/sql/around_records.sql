-- No rows: makes the tables of `records` of the people in `around`, with what is read of their facts.
-- Reads: around, and the same tables of `store`; the concepts (`concepts`) and the code without one (`phone`) that are read.
CREATE SCHEMA records;
CREATE TABLE records.person AS FROM store.person WHERE person IN (SELECT person FROM around);
CREATE TABLE records.address AS FROM store.address WHERE person IN (SELECT person FROM around);
CREATE TABLE records.bond AS FROM store.bond WHERE patient IN (SELECT person FROM around) AND person IN (SELECT person FROM around);
CREATE TABLE records.link AS FROM store.link WHERE person IN (SELECT person FROM around);
CREATE TABLE records.event AS FROM store.event
  WHERE person IN (SELECT person FROM around) AND (concept IN ({concepts}) OR concept IS NULL AND code = '{phone}');
CREATE TABLE records.supersession AS FROM store.supersession WHERE version IN (
  SELECT version FROM records.person UNION SELECT version FROM records.address UNION SELECT version FROM records.bond
  UNION SELECT version FROM records.link UNION SELECT version FROM records.event)
