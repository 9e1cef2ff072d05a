-- One row a line of one type as it was sent, already in our keys and days, with what is wrong with it if anything (`problem`). The columns
-- are made from the mapping of the type (`fhir/mapping.py`): tests/golden/staging has the whole of each.
-- Reads: lines with the elements of the type as columns (`lines`); of them what is taken out of JSON first, because an expression that is
-- written twice is worked out twice (`sent`), and what that comes to (`read`).
SELECT {columns}
FROM (
  SELECT *, {read}
  FROM (SELECT *, {sent} FROM {lines})
)
