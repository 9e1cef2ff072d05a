-- One row a held line about somebody who is known now, in the columns of records.quarantine. The reference is looked for in the text of
-- the line; a line that names nobody by reference, or that has a number, is tried whoever has come.
-- Reads: items as they stand (`items`), records.person; what names the system of the NHS number (`number_system`).
WITH waiting AS (
  SELECT * FROM ({items}) WHERE state = '{held}' AND reason = 'dangling-reference'
), named AS (
  SELECT item, unnest(regexp_extract_all(body, '(?:Patient|RelatedPerson)/[^"/#?]+')) AS ref FROM waiting
)
SELECT *
FROM waiting
WHERE item IN (SELECT n.item FROM named n JOIN records.person p ON p.ref = n.ref)
  OR item NOT IN (SELECT item FROM named)
  OR regexp_matches(body, '(?i){number_system}')
ORDER BY load, line
