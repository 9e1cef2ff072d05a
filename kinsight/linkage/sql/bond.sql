-- Ties as the judge takes them: a human's every Patient reference (events name references, not humans).
-- Of ties that differ only in the day they were known, the first says all.
SELECT t.child, coalesce(h.person, t.person) AS person, t.role, t."from", t."until", min(t.known) AS known, t.superseded
FROM tie t
LEFT JOIN human h ON h.human = t.person AND h.patient
WHERE t."from" < t."until" AND t.known < t.superseded AND t.child IN (SELECT child FROM child_record)
GROUP BY t.child, coalesce(h.person, t.person), t.role, t."from", t."until", t.superseded
UNION
SELECT child, child, 'self', -1000000, 2000000000, -1000000, 2000000000 FROM child_record
