-- The own view of a service that alone knows of something: the spells of the joined record.
SELECT alone AS view, child, target_id, since, "until", "count", withdrawn, alone
FROM spell
WHERE view = 0 AND alone <> 0
