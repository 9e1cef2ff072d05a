-- One row a CodeableConcept that an Observation has as its value, and that is no answer which is understood.
-- Reads: accepted_Observation.
SELECT DISTINCT valueCodeableConcept::VARCHAR AS text
FROM accepted_Observation
WHERE unclear AND valueCodeableConcept IS NOT NULL
