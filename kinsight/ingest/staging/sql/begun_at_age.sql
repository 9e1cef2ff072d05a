-- One row a staged line, with the day on which what began at an age began, where no other day is said.
-- Reads: lines of a type (`lines`), by_age_TYPE (`type`).
SELECT s.* REPLACE (coalesce(s."on", a.began) AS "on", coalesce(s.latest, a.began) AS latest)
FROM {lines} s LEFT JOIN by_age_{type} a USING (line)
