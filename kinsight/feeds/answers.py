"""The answers of a QuestionnaireResponse, however deep: each question a code of its questionnaire, each answer its value."""

import duckdb

#: A value of any kind, and the items that hang on an answer.
_VALUES = """{"valueQuantity":{"value":"VARCHAR"},"valueInteger":"VARCHAR","valueDecimal":"VARCHAR","valueDate":"VARCHAR",
    "valueDateTime":"VARCHAR","valuePeriod":{"start":"VARCHAR"},"valueString":"VARCHAR","valueBoolean":"VARCHAR",
    "valueCodeableConcept":"JSON","valueCoding":"JSON","dataAbsentReason":"JSON","item":"JSON"}"""
#: All that is read of an answer where no questionnaire has an address: there is no question then that it could be the value of.
_CODE_ALONE = '{"valueCoding":"JSON","item":"JSON"}'


def given(json: str) -> str:
    """SQL of a value of any kind, read from raw JSON once."""
    return f"from_json({json}, '{_VALUES}')"


VALUE = """coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueDate, {it}.valueDateTime,
    {it}.valuePeriod."start", {it}.valueCodeableConcept->>'$.coding[0].code', {it}.valueCodeableConcept->>'$.text',
    {it}.valueCoding->>'$.code', {it}.valueString, {it}.valueBoolean)"""
NUMBER = """try_cast(coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueString) AS DOUBLE)"""
SAID_NO = """({it}.valueBoolean IS NOT DISTINCT FROM 'false' OR is_no({it}.valueCodeableConcept::VARCHAR)
    OR is_no({it}.valueCoding::VARCHAR))"""

#: More than any form nests; a deeper one is cut there rather than loaded for ever.
_DEEPEST = 30


def lay_out(con: duckdb.DuckDBPyConnection) -> None:
    """Make `fact_QuestionnaireResponse`, level by level."""
    addressed = "SELECT count(*) FROM accepted_QuestionnaireResponse WHERE questionnaire IS NOT NULL"
    asked = con.execute(addressed).fetchall()[0][0]
    level = "SELECT line, '' AS place, item AS items FROM accepted_QuestionnaireResponse WHERE NOT retracted AND item IS NOT NULL"
    for depth in range(_DEEPEST):
        answers = _answers(level, _VALUES if asked else _CODE_ALONE)
        add = "INSERT INTO answer" if depth else "CREATE OR REPLACE TABLE answer AS"
        con.execute(f"{add} SELECT {depth} AS depth, * FROM ({answers})")
        con.execute(f"CREATE OR REPLACE TABLE below_{depth} AS {_below(depth)}")
        if not con.execute(f"SELECT count(*) FROM below_{depth}").fetchall()[0][0]:
            break
        level = f"SELECT * FROM below_{depth}"
    con.execute(f"CREATE OR REPLACE TABLE fact_QuestionnaireResponse AS {_CHOSEN}")
    if asked:
        con.execute(f"INSERT INTO fact_QuestionnaireResponse {_ASKED}")


def _answers(level: str, shape: str) -> str:
    """One row an answer: `place`: of its item, `nth`: among the item's answers. An item with none has a row for what lies within."""
    some = "coalesce(nullif(it.answer, []), [NULL])"
    return f"""SELECT * REPLACE (CASE WHEN nth = 1 THEN item END AS item) FROM (
        SELECT line, place, it.linkId AS link, it.text AS words, len(it.answer) > 0 AS answered, it.item AS item,
               unnest({some}) AS given, generate_subscripts({some}, 1) AS nth
        FROM (SELECT line, place || 'item/' || generate_subscripts(items, 1) AS place, unnest(items) AS it
              FROM (SELECT line, place, {_items("items", shape)} AS items FROM ({level}))))"""


def _items(json: str, shape: str) -> str:
    """SQL of items as a list of structures. An answer is a list; where one is not, it is made one after a slower look."""
    item = '[{{"linkId":"VARCHAR","text":"VARCHAR","answer":{answer},"item":"JSON"}}]'
    one_by_one = f"""list_transform(from_json(as_list({json}), '{item.format(answer='"JSON"')}'),
        lambda i: {{'linkId': i.linkId, 'text': i.text, 'answer': from_json(as_list(i.answer), '[{shape}]'), 'item': i.item}})"""
    return f"""CASE WHEN regexp_matches({json}, '"answer":[^[]') THEN {one_by_one}
        ELSE from_json(as_list({json}), '{item.format(answer=f"[{shape}]")}') END"""


def _below(depth: int) -> str:
    """Items within items, and within the answers of this level."""
    return f"""SELECT line, place || '/' AS place, item AS items FROM answer WHERE depth = {depth} AND item IS NOT NULL
        UNION ALL
        SELECT line, {_PLACE} || '/', given.item FROM answer WHERE depth = {depth} AND given.item IS NOT NULL"""


_PLACE = "place || '/answer/' || nth"
_QUESTION = """json_object('coding', [json_object('system', split_part(s.questionnaire, '|', 1), 'code', a.link, 'display', a.words)])"""
#: The question, where its questionnaire has an address.
_ASKED = f"""SELECT s.line, s.version, CASE WHEN {SAID_NO.format(it="a.given")} THEN 'refuted' ELSE s.certainty END AS certainty,
       s.void, {_PLACE.replace("place", "a.place")} AS place,
       {VALUE.format(it="a.given")} AS "value", {NUMBER.format(it="a.given")} AS number, {_QUESTION}::VARCHAR AS text, false AS spare
FROM answer a JOIN accepted_QuestionnaireResponse s USING (line) WHERE a.answered AND s.questionnaire IS NOT NULL"""
#: The answer itself, where it is a code that does not say no.
_CHOSEN = """SELECT s.line, s.version, s.certainty, s.void, a.place || '/answer/' || nth || '/code' AS place,
       NULL::VARCHAR AS "value", NULL::DOUBLE AS number,
       '{"coding":[' || a.given.valueCoding || ']}' AS text, false AS spare
FROM answer a JOIN accepted_QuestionnaireResponse s USING (line)
WHERE a.given.valueCoding IS NOT NULL AND NOT is_no(a.given.valueCoding::VARCHAR)"""
