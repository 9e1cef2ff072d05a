-- One row a version of "person is ROLE of patient" between humans, with the days on which it is so and the days [known, superseded) on
-- which that was believed. `apart`: someone who looked into it said that the person is not of the patient's family. What was said in
-- error is nothing.
-- Reads: records.bond, human, believed.
SELECT DISTINCT a.human AS patient, b.human AS person, r.role,
       coalesce(r."from", {always}) AS "from", coalesce(r."until", {forever}) AS "until",
       r.known, coalesce(v.superseded, {forever}) AS superseded
FROM records.bond r
JOIN human a ON a.person = r.patient
JOIN human b ON b.person = r.person
LEFT JOIN believed v USING (version)
WHERE r.role <> 'withdrawn'
