-- An expression: whether the version `r` should have facts.
-- Reads: records.resource as `r`, records.person; `of_people`: whether it is of a person.
NOT r.retracted AND r.ref NOT LIKE 'Organization/%'
AND (NOT {of_people} OR r.version IN (SELECT version FROM records.person WHERE interpreter IS NOT NULL OR died IS NOT NULL))
