"""What codes mean: each distinct CodeableConcept is looked up once, however many resources carry it."""

from dataclasses import dataclass

import duckdb

from kinsight.ingest.fhir.mapping import OWN_SYSTEM


@dataclass(frozen=True)
class Learnt:
    """What a batch's codes are like: `conditional`: labels with codes that mean something only with a value or a status, or
    several things; `mapped`: labels with codes that mean anything; `aged`: with codes that mean another thing of a child;
    `idle`: with codes that mean nothing; `unmapped`: (system, code, term, how often)."""

    conditional: set[str]
    mapped: set[str]
    aged: set[str]
    idle: set[str]
    unmapped: list[tuple[str, str, str | None, int]]


def learn(con: duckdb.DuckDBPyConnection, sources: dict[str, str]) -> Learnt:
    """Look up every code of these relations (label → SELECT of one column `text`, raw JSON of a CodeableConcept or of a list of one)."""
    texts = " UNION ALL ".join(f"SELECT '{label}' AS label, text FROM ({query})" for label, query in sources.items())
    con.execute(f"""CREATE OR REPLACE TABLE coded AS
        SELECT label, text, count(*) AS n FROM ({texts}) WHERE text IS NOT NULL GROUP BY ALL""")
    con.execute(_LEARN)
    labels = con.execute("""SELECT label, bool_or(NOT plain), bool_or(concept IS NOT NULL), bool_or(under_18 IS NOT NULL),
        bool_or(concept IS NULL)
        FROM coded JOIN meaning USING (text) GROUP BY label""").fetchall()
    conditional, mapped, aged, idle = ({label for label, *like in labels if like[n]} for n in range(4))
    return Learnt(conditional, mapped, aged, idle, con.execute(_UNMAPPED).fetchall())


_UNMAPPED = """SELECT system, code, any_value(term), sum(n)::BIGINT FROM coded JOIN meaning USING (text)
    WHERE concept IS NULL AND NOT starts_with(label, 'spare') GROUP BY system, code"""

#: Adds what is new to `meaning`. A text with a mapped code keeps only its mapped codes, one row a concept and condition;
#: one without keeps its first code and no concept. A second line of a text is a concept that it implies. `plain`: means
#: one thing, whatever the value.
_LEARN = f"""
INSERT INTO meaning
WITH fresh AS (
  SELECT text, from_json(CASE WHEN NOT starts_with(text, '[') THEN label_text
      WHEN json_array_length(label_text) = 1 THEN label_text->'$[0]' END,
      '{{"coding":[{{"system":"VARCHAR","code":"VARCHAR","display":"VARCHAR"}}],"text":"VARCHAR"}}') AS sent,
    CASE WHEN contains(text, chr(10))
      THEN [{{'system': '{OWN_SYSTEM}', 'code': split_part(text, chr(10), 2), 'display': NULL}}] ELSE [] END AS implied
  FROM (SELECT DISTINCT text, split_part(text, chr(10), 1) AS label_text FROM coded) ANTI JOIN meaning USING (text)
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
), chosen AS (
  SELECT *, bool_or(concept IS NOT NULL) OVER (PARTITION BY text) AS mapped FROM looked_up
  QUALIFY CASE WHEN mapped THEN concept IS NOT NULL
            AND row_number() OVER (PARTITION BY text, concept, status, low, high ORDER BY place) = 1
          ELSE row_number() OVER (PARTITION BY text ORDER BY place) = 1 END
)
SELECT text, row_number() OVER (PARTITION BY text ORDER BY place, concept, low, high, status), system, code, term, concept,
       under_18, status, low, high,
       count(*) OVER (PARTITION BY text) = 1 AND status = '' AND low IS NULL AND high IS NULL
FROM chosen
"""
