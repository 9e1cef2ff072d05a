-- "person is ROLE of patient" between humans, one row a version of the record that says so.
SELECT DISTINCT a.human AS patient, b.human AS person, r.role,
       coalesce(r."from", -1000000) AS "from", coalesce(r."until", 2000000000) AS "until",
       r.known, coalesce(v.superseded, 2000000000) AS superseded
FROM records.bond r
JOIN human a ON a.person = r.patient
JOIN human b ON b.person = r.person
LEFT JOIN believed v USING (version)
