-- One row an address of a person who came, as it was sent (`item`).
-- Reads: accepted_TYPE (`type`); how its addresses are read (`items`).
SELECT resource AS person, nhs, restricted, version, known, service_ref, load_of(line) AS load, unnest({items}) AS item
FROM accepted_{type}
WHERE NOT retracted AND address IS NOT NULL
