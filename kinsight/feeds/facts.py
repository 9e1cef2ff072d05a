"""From staged resources to event rows: which coded facts a resource states, and what they mean.

Types with one code a resource go straight through; others have their facts laid out first (`fact_TYPE`).
"""

import duckdb

from kinsight.feeds.mapping import GROWN_UP_DAYS, NUMERIC, OWN_SYSTEM, Fact, Reading

_NAMES = 'line, resource, ref, version, about_ref, service_ref, "on", "until", known, over, void, state'
_CARRIED = ", ".join(f"s.{name}" for name in _NAMES.split(", "))


def prepare(con: duckdb.DuckDBPyConnection, reading: Reading) -> str:
    """Lay out the facts of a type where it has several; the SELECT of all its code texts, for `codes.learn`."""
    if single := _single(reading):
        return f'SELECT "{single}"::VARCHAR AS text FROM accepted_{reading.type}'
    con.execute(f"CREATE OR REPLACE TEMP TABLE fact_{reading.type} AS {_laid_out(reading)}")
    return f"SELECT text FROM fact_{reading.type}"


def events(reading: Reading) -> list[str]:
    """SELECTs of event rows of one type; together they are all of them. `$load` is the session's variable `load`."""
    if single := _single(reading):
        source = f"""SELECT {_CARRIED}, s.certainty, '' AS position, s."value", s.number, "{single}"::VARCHAR AS text
                     FROM accepted_{reading.type} s WHERE NOT s.retracted"""
        return [_plain(source), _conditional(source)]
    return [_several(f"SELECT * FROM fact_{reading.type}")]


def _single(reading: Reading) -> str:
    """The element of the only fact, where a type has one fact at most."""
    alone = len(reading.facts) == 1 and not reading.implies and not reading.facts[0].many
    return reading.facts[0].path if alone else ""


def _laid_out(reading: Reading) -> str:
    if reading.type == "QuestionnaireResponse":
        return _answers()
    parts = [_part(reading, fact, first=n == 0) for n, fact in enumerate(reading.facts)]
    if reading.implies:
        own = f"""'{{"coding":[{{"system":"{OWN_SYSTEM}","code":"{reading.implies}"}}]}}'"""
        parts.append(_row(reading, own, "'implied'"))
    return " UNION ALL ".join(parts)


def _row(reading: Reading, code: str, position: str, more: str = "", spare: bool = False, where: str = "true") -> str:
    value, number, certainty = ('s."value"', "s.number", "s.certainty")
    return f"""SELECT {_CARRIED}, {certainty} AS certainty, {position} AS position, {value} AS "value", {number} AS number,
        {code} AS text, {str(spare).lower()} AS spare FROM accepted_{reading.type} s {more}
        WHERE NOT s.retracted AND {where}"""


def _part(reading: Reading, fact: Fact, first: bool) -> str:
    name, _, below = fact.path.partition("[]")
    if fact.values or name == "component":
        return _component(reading, fact, below.removeprefix("."))
    if fact.many:
        code = "i.item" if not below else f"(i.item->'${below}')"
        more = f"""CROSS JOIN LATERAL (SELECT unnest(listed(s."{name}")) AS item,
            generate_subscripts(listed(s."{name}"), 1) AS place) i"""
        return _row(reading, f"{code}::VARCHAR", f"'{name}/' || i.place", more, fact.spare, f"{code} IS NOT NULL")
    column = f's."{name}"::VARCHAR'
    code = f"""'{{"coding":[' || {column} || ']}}'""" if name == "class" else column
    return _row(reading, code, "''" if first else f"'{name}'", "", fact.spare, f"{column} IS NOT NULL")


def _component(reading: Reading, fact: Fact, below: str) -> str:
    looked = ", ".join(f"(i.item->>'$.{path}')" for path in _OBSERVED_VALUES)
    numbers = ", ".join(f"(i.item->>'$.{path}')" for path in NUMERIC)
    said_no = "i.item->>'$.valueBoolean' = 'false' OR is_no((i.item->'$.valueCodeableConcept')::VARCHAR)"
    said_no += " OR (i.item->'$.dataAbsentReason') IS NOT NULL"
    return f"""SELECT {_CARRIED}, CASE WHEN {said_no} THEN 'refuted' ELSE s.certainty END AS certainty,
        'component/' || i.place || '/{below}' AS position, coalesce({looked}) AS "value",
        try_cast(coalesce({numbers}) AS DOUBLE) AS number, (i.item->'$.{below}')::VARCHAR AS text, false AS spare
        FROM accepted_{reading.type} s CROSS JOIN LATERAL (SELECT unnest(listed(s.component)) AS item,
            generate_subscripts(listed(s.component), 1) AS place) i
        WHERE NOT s.retracted AND s.component IS NOT NULL AND (i.item->'$.{below}') IS NOT NULL"""


_OBSERVED_VALUES = (
    "valueQuantity.value", "valueInteger", "valueDecimal", "valueDate", "valueDateTime", "valuePeriod.start",
    "valueCodeableConcept.coding[0].code", "valueCodeableConcept.text", "valueCoding.code", "valueString", "valueBoolean",
)  # fmt: skip


def _answers() -> str:
    """Every answer of every item, however deep: the question as a code of its questionnaire, the answer as its value."""
    value = ", ".join(f"(answer->>'$.{path}')" for path in _OBSERVED_VALUES)
    number = ", ".join(f"(answer->>'$.{path}')" for path in NUMERIC)
    question = """json_object('coding', [json_object('system', split_part(questionnaire, '|', 1),
                  'code', item->>'$.linkId', 'display', item->>'$.text')])::VARCHAR"""
    said_no = "answer->>'$.valueBoolean' = 'false' OR is_no((answer->'$.valueCoding')::VARCHAR)"
    return f"""
      WITH RECURSIVE node AS (
        SELECT {_CARRIED}, s.certainty, s.questionnaire, unnest(listed(s.item)) AS item,
               'item/' || generate_subscripts(listed(s.item), 1) AS position
        FROM accepted_QuestionnaireResponse s WHERE NOT s.retracted
        UNION ALL
        SELECT {_NAMES}, certainty, questionnaire, unnest({_CHILDREN}) AS item,
               position || '/' || generate_subscripts({_CHILDREN}, 1) AS position
        FROM node WHERE len({_CHILDREN}) > 0
      ), answered AS (
        SELECT *, unnest(listed(item->'$.answer')) AS answer,
               position || '/answer/' || generate_subscripts(listed(item->'$.answer'), 1) AS place
        FROM node
      )
      SELECT {_NAMES}, CASE WHEN {said_no} THEN 'refuted' ELSE certainty END AS certainty, place AS position,
             coalesce({value}) AS "value", try_cast(coalesce({number}) AS DOUBLE) AS number, {question} AS text, false AS spare
      FROM answered WHERE questionnaire IS NOT NULL
      UNION ALL
      SELECT {_NAMES}, certainty, place || '/code', NULL, NULL, '{{"coding":[' || (answer->'$.valueCoding')::VARCHAR || ']}}',
             false
      FROM answered WHERE (answer->'$.valueCoding') IS NOT NULL AND NOT is_no((answer->'$.valueCoding')::VARCHAR)"""


_CHILDREN = "list_concat(listed(item->'$.item'), coalesce(json_extract(item, '$.answer[*].item[*]'), []))"

#: A concept holds when nobody said no, it is not void (unless the codelist names that very status), and the value fits.
_HOLDS = """coalesce(m.concept IS NOT NULL AND f.certainty <> 'refuted'
    AND (m.low IS NULL OR f.number >= m.low) AND (m.high IS NULL OR f.number < m.high)
    AND CASE WHEN m.status = '' THEN NOT f.void
        ELSE f.state = m.status END, false)"""
_AGED = f'm.under_18 IS NOT NULL AND w.born IS NOT NULL AND f."on" < w.born + {GROWN_UP_DAYS}'
_JOINED = "JOIN who w ON w.about_ref = f.about_ref JOIN service_of v ON v.service_ref = f.service_ref"


def _event(holds: str, alias: str = "f") -> str:
    concept = f"CASE WHEN {_AGED} THEN m.under_18 ELSE m.concept END"
    return f"""CASE WHEN f.position = '' THEN f.resource ELSE key_of(f.ref || '#' || f.position) END AS event, f.ref, f.version,
        w.person, m.system, CASE WHEN m.system = '{OWN_SYSTEM}' AND m.concept IS NOT NULL THEN {concept} ELSE m.code END AS code,
        m.term, CASE WHEN {holds} THEN {concept} END AS concept, f."on",
        coalesce(f."until", CASE WHEN f.over THEN greatest(f.known, f."on") END) AS "until", f.known, f.certainty, f."value", v.service,
        getvariable('load') AS load"""


def _plain(source: str) -> str:
    holds = "f.certainty <> 'refuted' AND NOT f.void"
    return f"SELECT {_event(holds)} FROM ({source}) f JOIN meaning m ON m.text = f.text AND m.plain {_JOINED}"


def _conditional(source: str) -> str:
    """Codes that mean something only with a value or a status, or mean several things."""
    return f"""SELECT {_event(_HOLDS)} FROM ({source}) f JOIN meaning m ON m.text = f.text AND NOT m.plain {_JOINED}
        QUALIFY {_HOLDS} OR (NOT bool_or({_HOLDS}) OVER (PARTITION BY f.resource, f.version) AND m.nth = 1)"""


def _several(source: str) -> str:
    """A resource states one concept once, however many of its codes say it; a spare code only when no other does."""
    return f"""SELECT * EXCLUDE (holds, spare, nth) FROM (
          SELECT {_event(_HOLDS)}, {_HOLDS} AS holds, f.spare, m.nth
          FROM ({source}) f JOIN meaning m ON m.text = f.text {_JOINED})
        QUALIFY CASE
          WHEN holds THEN row_number() OVER (PARTITION BY version, concept, "value" ORDER BY NOT holds, spare, event) = 1
               AND (NOT spare OR NOT bool_or(holds AND NOT spare) OVER (PARTITION BY version))
          ELSE NOT spare AND nth = 1 AND NOT bool_or(holds) OVER (PARTITION BY event, version) END"""


def unmapped(readings: list[Reading]) -> str:
    """SELECT of system, code, term, n: codes of accepted facts that no codelist knows, with how often they stand there."""
    sources = []
    for reading in readings:
        single = _single(reading)
        if single:
            sources.append(
                f'SELECT "{single}"::VARCHAR AS text, false AS spare FROM accepted_{reading.type} WHERE NOT retracted'
            )
        else:
            sources.append(f"SELECT text, spare FROM fact_{reading.type}")
    return f"""SELECT m.system, m.code, any_value(m.term) AS term, sum(f.n)::BIGINT AS n
        FROM (SELECT text, count(*) AS n FROM ({" UNION ALL ".join(sources)}) WHERE NOT spare GROUP BY text) f
        JOIN meaning m ON m.text = f.text WHERE m.concept IS NULL GROUP BY m.system, m.code"""
