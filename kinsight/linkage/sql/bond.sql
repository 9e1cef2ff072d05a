-- Ties as the query program wants them: a human's every Patient reference (events name references, not humans).
SELECT DISTINCT t.child, coalesce(h.person, t.person) AS person, t.role, t."from", t."until", t.known, t.superseded
FROM tie t
LEFT JOIN human h ON h.human = t.person AND h.patient
WHERE t."from" < t."until" AND t.known < t.superseded AND t.child IN (SELECT child FROM child_record)
UNION
SELECT child, child, 'self', -1000000, 2000000000, -1000000, 2000000000 FROM child_record
