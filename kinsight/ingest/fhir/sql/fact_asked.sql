-- One row an answer to a question whose questionnaire has an address: the question is the fact, in the columns of fact_TYPE.
-- Reads: answer, accepted_QuestionnaireResponse; how a value and its answer are read (`certainty` to `number`).
SELECT s.line, s.version, {certainty} AS certainty, {void} AS void, coalesce(a.answer = '{unclear}', false) AS unclear,
  a.place || '/answer/' || nth AS place, {value} AS "value", {number} AS number,
  json_object('coding', [json_object('system', split_part(s.questionnaire, '|', 1), 'code', a.link, 'display', a.words)])::VARCHAR AS text,
  false AS spare
FROM (SELECT *, {answer} AS answer FROM answer WHERE answered) a
JOIN accepted_QuestionnaireResponse s USING (line)
WHERE s.questionnaire IS NOT NULL
