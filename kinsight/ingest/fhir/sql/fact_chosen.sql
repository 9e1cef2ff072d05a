-- One row an answer that is a code and says neither no nor that nobody knows: the answer itself is the fact, in the columns of fact_TYPE. A
-- concept is what it is, even where it is worded "No" ("Does the home suit the child?").
-- Reads: answer, accepted_QuestionnaireResponse; the code of an answer as a CodeableConcept (`coded`).
SELECT s.line, s.version, s.certainty, s.void, false AS unclear, a.place || '/answer/' || nth || '/code' AS place,
  NULL::VARCHAR AS "value", NULL::DOUBLE AS number, {coded} AS text, false AS spare
FROM answer a
JOIN accepted_QuestionnaireResponse s USING (line)
WHERE a.given.valueCoding IS NOT NULL
  AND (a.given.valueCoding->>'$.system' = '{own_system}' OR answer_in_codes({coded}) NOT IN ('{no}', '{unknown}'))
