-- One row a CodeableConcept that a component of an Observation has as its value.
-- Reads: accepted_Observation.
SELECT DISTINCT (item->'$.valueCodeableConcept')::VARCHAR AS text
FROM (SELECT unnest(listed(component)) AS item FROM accepted_Observation WHERE component IS NOT NULL)
WHERE (item->'$.valueCodeableConcept') IS NOT NULL
