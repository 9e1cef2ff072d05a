-- One row a line of a changed resource without `lastUpdated`: it was learnt when we received it, whenever its first version was written.
-- Reads: the accepted lines without `lastUpdated` (`lines`), before.
SELECT line, type, getvariable('received') AS known
FROM ({lines})
WHERE known < getvariable('received')
QUALIFY resource IN (SELECT resource FROM before) OR row_number() OVER (PARTITION BY resource ORDER BY line) > 1
