-- One row a distinct code of a batch and the relation that it stands in (`label`), with how often it is there.
-- Reads: the texts of all codes with their labels (`texts`).
SELECT label, text, count(*) AS n
FROM ({texts})
WHERE text IS NOT NULL
GROUP BY ALL
