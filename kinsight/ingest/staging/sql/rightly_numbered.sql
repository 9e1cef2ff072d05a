-- One row a staged line of a person, without an NHS number that fails its own check digit, and with that as the reason.
-- Reads: lines of a type (`lines`), misnumbered; the reason (`wrong_digit`).
SELECT * EXCLUDE (wrong) REPLACE (
  CASE WHEN NOT wrong THEN nhs END AS nhs,
  CASE WHEN wrong THEN '{wrong_digit}' ELSE number_unused END AS number_unused)
FROM (SELECT *, coalesce(nhs IN (SELECT nhs FROM misnumbered), false) AS wrong FROM {lines})
