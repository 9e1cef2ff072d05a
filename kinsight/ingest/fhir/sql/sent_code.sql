-- One row a code that these files' Organizations come with.
-- Reads: accepted_Organization; the code of one (`code`).
SELECT ref, {code} AS code, load_of(line) AS load
FROM accepted_Organization
WHERE NOT retracted AND {code} IS NOT NULL
