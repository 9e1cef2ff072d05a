-- One row a line that could not be read: the place of its file in the batch, its number in the file, and why.
-- Reads: line_outcome; the bits of a line's number (`line_bits`), and a mask of them (`line_mask`).
SELECT line >> {line_bits}, line & {line_mask}, type, ref, reason, element
FROM line_outcome
WHERE outcome = '{quarantined}'
ORDER BY line
