-- One row a thing that a new code means, in the columns of `meaning`. A text with a mapped code keeps only its mapped codes, one row a
-- concept and condition; one without keeps its first code and no concept. A second line of a text is a concept that it implies. `plain`:
-- means one thing, whatever the value.
-- Reads: coded, meaning, alias, codelist, young; the system of our own concepts (`own_system`).
WITH fresh AS (
  SELECT text, from_json(CASE WHEN NOT starts_with(text, '[') THEN label_text
      WHEN json_array_length(label_text) = 1 THEN label_text->'$[0]' END,
      '{"coding":[{"system":"VARCHAR","code":"VARCHAR","display":"VARCHAR"}],"text":"VARCHAR"}') AS sent,
    CASE WHEN contains(text, chr(10))
      THEN [{'system': '{own_system}', 'code': split_part(text, chr(10), 2), 'display': NULL}] ELSE [] END AS implied
  FROM (SELECT DISTINCT text, split_part(text, chr(10), 1) AS label_text FROM coded) ANTI JOIN meaning USING (text)
), each_coding AS (
  SELECT text, sent.text AS words, unnest(codings) AS coding, generate_subscripts(codings, 1) AS place
  FROM (SELECT *, coalesce(nullif(list_concat(coalesce(sent.coding, []), implied), []), [NULL]) AS codings FROM fresh)
), looked_up AS (
  SELECT c.text, c.place, coalesce(a.system, c.coding.system, '') AS system, coalesce(c.coding.code, '') AS code,
         coalesce(c.coding.display, c.words) AS term, l.concept, y.under_18, coalesce(l.status, '') AS status, l.low, l.high
  FROM each_coding c
  LEFT JOIN alias a ON a.sent = c.coding.system
  LEFT JOIN codelist l ON l.system = coalesce(a.system, c.coding.system) AND l.code = c.coding.code
  LEFT JOIN young y ON y.concept = l.concept
), chosen AS (
  SELECT *, bool_or(concept IS NOT NULL) OVER (PARTITION BY text) AS mapped FROM looked_up
  QUALIFY CASE WHEN mapped THEN concept IS NOT NULL
            AND row_number() OVER (PARTITION BY text, concept, status, low, high ORDER BY place) = 1
          ELSE row_number() OVER (PARTITION BY text ORDER BY place) = 1 END
)
SELECT text, row_number() OVER (PARTITION BY text ORDER BY place, concept, low, high, status) AS nth, system, code, term, concept,
       under_18, status, low, high,
       count(*) OVER (PARTITION BY text) = 1 AND status = '' AND low IS NULL AND high IS NULL AS plain
FROM chosen
