-- One row a human who has or had a restricted record. `until`: until when the last of them was believed.
-- Reads: records.event, human, believed.
SELECT h.human, max(coalesce(v.superseded, {forever})) AS "until"
FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
WHERE e.concept = 'restricted-record'
GROUP BY h.human
