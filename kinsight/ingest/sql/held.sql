-- One row an item that is held, without its body, by file and line.
-- Reads: items as they stand (`items`); of one reason alone, or of all (?, twice).
SELECT item, file, line, resource_type, ref, reason, detail
FROM ({items})
WHERE state = '{held}' AND (?::VARCHAR IS NULL OR reason = ?)
ORDER BY file, line, item
