-- One row a human whose record is restricted, as it is labelled now, whatever day is asked about.
-- Reads: records.event, human, believed; the concept of such a label (`restricted`).
SELECT DISTINCT h.human
FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
WHERE e.concept = '{restricted}' AND v.superseded IS NULL
