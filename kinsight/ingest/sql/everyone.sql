-- One row a version of everyone of whom the records have something. One who is entered in error is still no stranger.
-- Reads: records.person, records.resource.
SELECT person, born, sex, nhs_number, known, version FROM records.person
UNION ALL
SELECT resource, NULL, NULL, NULL, known, version FROM records.resource
WHERE retracted AND (ref LIKE 'Patient/%' OR ref LIKE 'RelatedPerson/%')
