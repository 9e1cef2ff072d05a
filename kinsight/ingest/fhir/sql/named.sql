-- One row a code of a CodeableConcept that is one of a codelist: the text of the CodeableConcept.
-- Reads: CodeableConcepts as raw JSON (`texts`: SELECT of one column `text`), alias, codelist.
SELECT u.text
FROM (
  SELECT text, unnest(from_json(json_extract(text, '$.coding'), '[{"system":"VARCHAR","code":"VARCHAR"}]')) AS coding FROM ({texts})
) u
LEFT JOIN alias a ON a.sent = u.coding.system
JOIN codelist l ON l.code = u.coding.code AND l.system = coalesce(a.system, u.coding.system)
