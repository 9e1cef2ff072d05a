"""The answers of a QuestionnaireResponse, however deep: each question a code of its questionnaire, each answer its value."""

import duckdb

from kinsight.ingest.fhir import yes_no
from kinsight.ingest.fhir.mapping import OWN_SYSTEM
from kinsight.ingest.fhir.yes_no import NO, PERHAPS, UNCLEAR, UNKNOWN
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.fhir"

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


def value(it: str) -> str:
    """SQL of a value of any kind as text."""
    return statement("value", PACKAGE, it=it)


def number(it: str) -> str:
    """SQL of a value of any kind as a number."""
    return statement("number", PACKAGE, it=it)


def answer(it: str) -> str:
    """SQL of what a value of any kind answers, in the words of `yes_no`."""
    return statement("answer_given", PACKAGE, it=it)


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
    """SELECT of the answers of a level of items."""
    return statement("answer", PACKAGE, level=level, items=_items("items", shape))


def _items(json: str, shape: str) -> str:
    """SQL of items as a list of structures. An answer is a list; where one is not, it is made one after a slower look."""
    item = '[{{"linkId":"VARCHAR","text":"VARCHAR","answer":{answer},"item":"JSON"}}]'
    one_by_one = f"""list_transform(from_json(as_list({json}), '{item.format(answer='"JSON"')}'),
        lambda i: {{'linkId': i.linkId, 'text': i.text, 'answer': from_json(as_list(i.answer), '[{shape}]'), 'item': i.item}})"""
    return f"""CASE WHEN regexp_matches({json}, '"answer":[^[]') THEN {one_by_one}
        ELSE from_json(as_list({json}), '{item.format(answer=f"[{shape}]")}') END"""


def _below(depth: int) -> str:
    """Items within items, and within the answers of this level."""
    return statement("answer_items", PACKAGE, depth=depth)


_CODED = """('{"coding":[' || a.given.valueCoding || ']}')"""
_NAMED = yes_no.named(f"SELECT DISTINCT {_CODED} AS text FROM answer a WHERE a.given.valueCoding IS NOT NULL")
#: The question, where its questionnaire has an address.
_ASKED = statement(
    "fact_asked",
    PACKAGE,
    certainty=certainty("a.answer"),
    void=void("a.answer", "a.given.dataAbsentReason", f"coalesce({_CODED} IN ({_NAMED}), false)"),
    unclear=UNCLEAR,
    value=value("a.given"),
    number=number("a.given"),
    answer=answer("given"),
)
#: The answer itself.
_CHOSEN = statement("fact_chosen", PACKAGE, coded=_CODED, own_system=OWN_SYSTEM, no=NO, unknown=UNKNOWN)
