-- One row a person whom a child may be asked for by: whose record goes by one of these keys (`keys`) or this NHS number (`number`), or the
-- mother whose pregnancy does.
-- Reads: store.person, store.event.
SELECT DISTINCT person
FROM store.person
WHERE ref LIKE 'Patient/%' AND (person IN ({keys}) OR nhs_number = '{number}')
UNION
SELECT person FROM store.event WHERE concept = 'expected-date' AND key_of(ref) IN ({keys})
