"""The answers of a QuestionnaireResponse, however deep: each question a code of its questionnaire, each answer its value."""

import duckdb

from kinsight.ingest.fhir import yes_no
from kinsight.ingest.fhir.mapping import OWN_SYSTEM
from kinsight.ingest.fhir.yes_no import NO, PERHAPS, UNCLEAR, UNKNOWN

#: A value of any kind, and the items that hang on an answer.
_VALUES = """{"valueQuantity":{"value":"VARCHAR","comparator":"VARCHAR"},
    "valueInteger":"VARCHAR","valueDecimal":"VARCHAR","valueDate":"VARCHAR",
    "valueDateTime":"VARCHAR","valuePeriod":{"start":"VARCHAR"},"valueString":"VARCHAR","valueBoolean":"VARCHAR",
    "valueCodeableConcept":"JSON","valueCoding":"JSON","dataAbsentReason":"JSON","item":"JSON"}"""
#: All that is read of an answer where no questionnaire has an address: there is no question then that it could be the value of.
_CODE_ALONE = '{"valueCoding":"JSON","item":"JSON"}'


def given(json: str) -> str:
    """SQL of a value of any kind, read from raw JSON once."""
    return f"from_json({json}, '{_VALUES}')"


VALUE = """coalesce(coalesce({it}.valueQuantity.comparator, '') || {it}.valueQuantity."value",
    {it}.valueInteger, {it}.valueDecimal, {it}.valueDate, {it}.valueDateTime,
    {it}.valuePeriod."start", {it}.valueCodeableConcept->>'$.coding[0].code', {it}.valueCodeableConcept->>'$.text',
    {it}.valueCoding->>'$.code', {it}.valueString, {it}.valueBoolean)"""
#: "Less than 5" is no number that a range could be compared with.
NUMBER = """CASE WHEN {it}.valueQuantity.comparator IS NULL
    THEN try_cast(coalesce({it}.valueQuantity."value", {it}.valueInteger, {it}.valueDecimal, {it}.valueString) AS DOUBLE) END"""
#: What it answers, in the words of `yes_no`.
ANSWER = """coalesce(answer_in_boolean({it}.valueBoolean), answer_in_codes({it}.valueCodeableConcept::VARCHAR),
    answer_in_codes('{{"coding":[' || {it}.valueCoding || ']}}'), answer_in_words({it}.valueString))"""


def certainty(answer: str) -> str:
    """SQL of how certain a fact is that has an answer of its own."""
    return f"CASE {answer} WHEN '{NO}' THEN 'refuted' WHEN '{PERHAPS}' THEN 'alleged' ELSE s.certainty END"


def void(answer: str, absent: str, named: str) -> str:
    """SQL condition that it states nothing: nobody knows, or the answer is none that we understand and (`named`) no fact either."""
    return f"""(s.void OR {absent} IS NOT NULL OR coalesce({answer} = '{UNKNOWN}' OR ({answer} = '{UNCLEAR}' AND NOT {named}), false))"""


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
_CODED = """('{"coding":[' || a.given.valueCoding || ']}')"""
_NAMED = yes_no.named(f"SELECT DISTINCT {_CODED} AS text FROM answer a WHERE a.given.valueCoding IS NOT NULL")
#: The question, where its questionnaire has an address.
_ASKED = f"""SELECT s.line, s.version, {certainty("a.answer")} AS certainty,
       {void("a.answer", "a.given.dataAbsentReason", f"coalesce({_CODED} IN ({_NAMED}), false)")} AS void,
       coalesce(a.answer = '{UNCLEAR}', false) AS unclear, {_PLACE.replace("place", "a.place")} AS place,
       {VALUE.format(it="a.given")} AS "value", {NUMBER.format(it="a.given")} AS number, {_QUESTION}::VARCHAR AS text, false AS spare
FROM (SELECT *, {ANSWER.format(it="given")} AS answer FROM answer WHERE answered) a
JOIN accepted_QuestionnaireResponse s USING (line) WHERE s.questionnaire IS NOT NULL"""
#: The answer itself, where it is a code and says neither no nor that nobody knows; a concept is what it is, even where it is worded
#: "No" ("Does the home suit the child?").
_CHOSEN = f"""SELECT s.line, s.version, s.certainty, s.void, false AS unclear, a.place || '/answer/' || nth || '/code' AS place,
       NULL::VARCHAR AS "value", NULL::DOUBLE AS number, {_CODED} AS text, false AS spare
FROM answer a JOIN accepted_QuestionnaireResponse s USING (line)
WHERE a.given.valueCoding IS NOT NULL AND (a.given.valueCoding->>'$.system' = '{OWN_SYSTEM}'
  OR answer_in_codes({_CODED}) NOT IN ('{NO}', '{UNKNOWN}'))"""
