"""The answers of a QuestionnaireResponse, however deep: each question a code of its questionnaire, each answer its value."""

import duckdb

#: A value of any kind, read from raw JSON once.
GIVEN = """from_json({json}, '{{"valueQuantity":{{"value":"VARCHAR"}},"valueInteger":"VARCHAR","valueDecimal":"VARCHAR",
    "valueDate":"VARCHAR","valueDateTime":"VARCHAR","valuePeriod":{{"start":"VARCHAR"}},"valueString":"VARCHAR",
    "valueBoolean":"VARCHAR","valueCodeableConcept":"JSON","valueCoding":"JSON","dataAbsentReason":"JSON","item":"JSON"}}')"""
VALUE = """coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueDate, {it}.valueDateTime,
    {it}.valuePeriod."start", {it}.valueCodeableConcept->>'$.coding[0].code', {it}.valueCodeableConcept->>'$.text',
    {it}.valueCoding->>'$.code', {it}.valueString, {it}.valueBoolean)"""
NUMBER = """try_cast(coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueString) AS DOUBLE)"""
SAID_NO = """({it}.valueBoolean IS NOT DISTINCT FROM 'false' OR is_no({it}.valueCodeableConcept::VARCHAR)
    OR is_no({it}.valueCoding::VARCHAR) OR {it}.dataAbsentReason IS NOT NULL)"""

_ITEMS = """from_json(as_list({json}), '[{{"linkId":"VARCHAR","text":"VARCHAR","answer":"JSON","item":"JSON"}}]')"""
#: More than any form nests; a deeper one is cut there rather than loaded for ever.
_DEEPEST = 30


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """Make `fact_QuestionnaireResponse`, level by level."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE answer(depth INTEGER, line BIGINT, place VARCHAR, link VARCHAR, words VARCHAR, given VARCHAR)"
    )
    level = "SELECT line, '' AS place, item AS items FROM accepted_QuestionnaireResponse WHERE NOT retracted AND item IS NOT NULL"
    for depth in range(_DEEPEST):
        con.execute(f"CREATE OR REPLACE TEMP TABLE item_{depth} AS {_items(level)}")
        con.execute(f"INSERT INTO answer SELECT {depth}, * FROM ({_answers(f'item_{depth}')})")
        con.execute(f"CREATE OR REPLACE TEMP TABLE below_{depth} AS {_below(depth)}")
        if not con.execute(f"SELECT count(*) FROM below_{depth}").fetchall()[0][0]:
            break
        level = f"SELECT * FROM below_{depth}"
    con.execute(f"CREATE OR REPLACE TEMP TABLE fact_QuestionnaireResponse AS {_CHOSEN}")
    addressed = "SELECT count(*) FROM accepted_QuestionnaireResponse WHERE questionnaire IS NOT NULL"
    if con.execute(addressed).fetchall()[0][0]:
        con.execute(f"INSERT INTO fact_QuestionnaireResponse {_ASKED}")


def _items(level: str) -> str:
    items = _ITEMS.format(json="items")
    return f"""SELECT line, place || 'item/' || nth AS place, it.linkId AS link, it.text AS words, it.answer AS answer, it.item AS item
        FROM (SELECT line, place, unnest({items}) AS it, generate_subscripts({items}, 1) AS nth FROM ({level}))"""


def _answers(table: str) -> str:
    return f"""SELECT line, place || '/answer/' || nth, link, words, given FROM (
        SELECT *, unnest(listed(answer)) AS given, generate_subscripts(listed(answer), 1) AS nth FROM {table} WHERE answer IS NOT NULL)"""


def _below(depth: int) -> str:
    """Items within items, and within the answers of this level."""
    return f"""SELECT line, place || '/' AS place, item AS items FROM item_{depth} WHERE item IS NOT NULL
        UNION ALL
        SELECT line, place || '/', given->'$.item' FROM answer WHERE depth = {depth} AND contains(given, '"item":')
          AND (given->'$.item') IS NOT NULL"""


_CARRIED = ", ".join(
    f"s.{name}"
    for name in [
        "line",
        "resource",
        "ref",
        "version",
        "about_ref",
        "service_ref",
        '"on"',
        '"until"',
        "known",
        "over",
        "void",
        "state",
    ]
)
_QUESTION = """json_object('coding', [json_object('system', split_part(s.questionnaire, '|', 1), 'code', a.link, 'display', a.words)])"""
#: The question, where its questionnaire has an address.
_ASKED = f"""WITH told AS MATERIALIZED (
  SELECT * FROM answer WHERE line IN (SELECT line FROM accepted_QuestionnaireResponse WHERE questionnaire IS NOT NULL)
), read AS (SELECT *, {GIVEN.format(json="given")} AS it FROM told)
SELECT {_CARRIED}, CASE WHEN {SAID_NO.format(it="a.it")} THEN 'refuted' ELSE s.certainty END AS certainty, a.place,
       {VALUE.format(it="a.it")} AS "value", {NUMBER.format(it="a.it")} AS number, {_QUESTION}::VARCHAR AS text, false AS spare
FROM read a JOIN accepted_QuestionnaireResponse s USING (line)"""
#: The answer itself, where it is a code that does not say no.
_CHOSEN = f"""WITH chosen AS MATERIALIZED (
  SELECT line, place, (given->'$.valueCoding')::VARCHAR AS coding FROM answer WHERE contains(given, '"valueCoding":')
)
SELECT {_CARRIED}, s.certainty, c.place || '/code' AS place, NULL::VARCHAR AS "value", NULL::DOUBLE AS number,
       '{{"coding":[' || c.coding || ']}}' AS text, false AS spare
FROM chosen c JOIN accepted_QuestionnaireResponse s USING (line) WHERE c.coding IS NOT NULL AND NOT is_no(c.coding)"""
