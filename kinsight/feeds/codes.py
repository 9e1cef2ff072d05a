"""What codes mean: each distinct CodeableConcept of a file is looked up once, however many resources carry it."""

import duckdb

from kinsight.feeds.mapping import OWN_SYSTEM

#: Adds what is new in the relation `{texts}`(text) to `meaning`. A text with a mapped code keeps only its mapped codes, one
#: row a concept and condition; one without keeps its first code and no concept. A second line of a text is a concept that it
#: implies. `plain`: means one thing, whatever the value.
_LEARN = """
INSERT INTO meaning
WITH fresh AS (
  SELECT text, from_json(split_part(text, chr(10), 1),
      '{{"coding":[{{"system":"VARCHAR","code":"VARCHAR","display":"VARCHAR"}}],"text":"VARCHAR"}}') AS sent,
    CASE WHEN contains(text, chr(10)) THEN [{{'system': '{own}', 'code': split_part(text, chr(10), 2), 'display': NULL}}]
      ELSE [] END AS implied
  FROM (SELECT DISTINCT text FROM ({texts}) WHERE text IS NOT NULL) d ANTI JOIN meaning USING (text)
), coded AS (
  SELECT text, sent.text AS words, unnest(codings) AS coding, generate_subscripts(codings, 1) AS place
  FROM (SELECT *, coalesce(nullif(list_concat(coalesce(sent.coding, []), implied), []), [NULL]) AS codings FROM fresh)
), looked_up AS (
  SELECT c.text, c.place, coalesce(a.system, c.coding.system, '') AS system, coalesce(c.coding.code, '') AS code,
         coalesce(c.coding.display, c.words) AS term, l.concept, y.under_18, coalesce(l.status, '') AS status, l.low, l.high
  FROM coded c
  LEFT JOIN alias a ON a.sent = c.coding.system
  LEFT JOIN codelist l ON l.system = coalesce(a.system, c.coding.system) AND l.code = c.coding.code
  LEFT JOIN young y ON y.concept = l.concept
), kept AS (
  SELECT *, bool_or(concept IS NOT NULL) OVER (PARTITION BY text) AS mapped FROM looked_up
  QUALIFY CASE WHEN mapped THEN concept IS NOT NULL
            AND row_number() OVER (PARTITION BY text, concept, status, low, high ORDER BY place) = 1
          ELSE row_number() OVER (PARTITION BY text ORDER BY place) = 1 END
)
SELECT text, row_number() OVER (PARTITION BY text ORDER BY place, concept, low, high, status), system, code, term, concept,
       under_18, status, low, high,
       count(*) OVER (PARTITION BY text) = 1 AND status = '' AND low IS NULL AND high IS NULL
FROM kept
"""


def learn(con: duckdb.DuckDBPyConnection, texts: str) -> None:
    """Look up the CodeableConcepts (raw JSON) of a SELECT with one column `text`."""
    con.execute(_LEARN.format(texts=texts, own=OWN_SYSTEM))
