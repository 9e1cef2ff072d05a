-- One row a version that may have facts left beside some that were lost: a load writes its facts in several parts.
-- Reads: records.resource of the loads in question (`within`); whether a version should have facts (`stating`), and whether they may lie in
-- several parts (`scattered`).
SELECT r.version, r.resource
FROM (SELECT * FROM records.resource WHERE {within}) r
WHERE {stating} AND ({scattered})
