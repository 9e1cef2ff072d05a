-- One row a human who has or had a restricted record: until when the last of them was believed.
SELECT h.human, max(coalesce(v.superseded, 2000000000)) AS "until"
FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
WHERE e.concept = 'restricted-record'
GROUP BY h.human
