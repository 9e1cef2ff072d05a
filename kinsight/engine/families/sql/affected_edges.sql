-- No rows: makes, read once for all steps, `tied(one, other)` and `linked(person, other)` (each way), who is tied or linked to whom;
-- `housed(person, place)`, who lives or lived where; `numbered(person, nhs_number)`, who has or had which number.
-- Reads: store.bond, store.address, store.person, store.link.
CREATE OR REPLACE TEMP TABLE tied AS SELECT patient AS one, person AS other FROM store.bond;
CREATE OR REPLACE TEMP TABLE housed AS SELECT person, place FROM store.address;
CREATE OR REPLACE TEMP TABLE numbered AS SELECT person, nhs_number FROM store.person WHERE nhs_number IS NOT NULL;
CREATE OR REPLACE TEMP TABLE linked AS SELECT person, other FROM store.link UNION SELECT other, person FROM store.link
