-- One row a staged line, known on the day that `learnt` says where it says one.
-- Reads: lines of a type (`lines`), learnt.
SELECT s.* REPLACE (coalesce(l.known, s.known) AS known)
FROM {lines} s LEFT JOIN learnt l USING (line)
