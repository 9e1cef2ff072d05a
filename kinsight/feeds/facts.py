"""From staged resources to event rows: which coded facts a resource states, and what they mean.

A resource with just one fact, as nearly all have, carries its code in `sole` and goes straight through. Those with several
have them laid out first (`fact_TYPE`), because a resource states one concept once, however many of its codes say it.
"""

import duckdb

from kinsight.feeds import answers, codes
from kinsight.feeds.mapping import GROWN_UP_DAYS, OWN_SYSTEM, Fact, Reading
from kinsight.feeds.stage import lists

_NAMES = 'line, resource, ref, version, about_ref, service_ref, "on", "until", known, over, void, state'
_CARRIED = ", ".join(f"s.{name}" for name in _NAMES.split(", "))


def prepare(con: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Lay out the facts of a type where it has several, and look up every code."""
    kind = reading.type
    if reading.layered:
        answers.lay_out(con)
    elif lists(reading):
        con.execute(f"CREATE OR REPLACE TEMP TABLE fact_{kind} AS {_laid_out(reading)}")
    for texts in _texts(reading):
        codes.learn(con, texts)
    for fact in (fact for fact in reading.facts if fact.spare):
        _add_spare(con, reading, fact)


def _texts(reading: Reading) -> list[str]:
    found = [] if reading.layered else [f"SELECT sole AS text FROM accepted_{reading.type}"]
    if _several(reading):
        found.append(f"SELECT text FROM fact_{reading.type}")
    return found + [
        f"SELECT {_spare_text(fact)} AS text FROM accepted_{reading.type} s" for fact in reading.facts if fact.spare
    ]


def _several(reading: Reading) -> bool:
    """Whether the type has a table of laid out facts."""
    return reading.layered or bool(lists(reading))


def _laid_out(reading: Reading) -> str:
    return " UNION ALL ".join(_part(reading, fact) for fact in reading.main)


def _part(reading: Reading, fact: Fact) -> str:
    if fact.element == "component":
        return _component(reading, fact)
    if fact.many:
        code = f"(i.item->'$.{fact.below}')" if fact.below else "i.item"
        return _row(reading, f"{code}::VARCHAR", f"'{fact.element}/' || i.place", _items(fact), f"{code} IS NOT NULL")
    code = f's."{fact.element}"::VARCHAR'
    return _row(reading, code, f"'{fact.place}'", "", f"{code} IS NOT NULL")


def _row(reading: Reading, code: str, place: str, more: str, where: str, spare: bool = False) -> str:
    return f"""SELECT {_CARRIED}, s.certainty, {place} AS place, s."value", s.number, {code} AS text, {spare} AS spare
        FROM accepted_{reading.type} s {more} WHERE NOT s.retracted AND {where} {"" if spare else "AND s.sole IS NULL"}"""


def _items(fact: Fact) -> str:
    many = f'listed(s."{fact.element}")'
    return f"CROSS JOIN LATERAL (SELECT unnest({many}) AS item, generate_subscripts({many}, 1) AS place) i"


def _component(reading: Reading, fact: Fact) -> str:
    """A component has a value, and an answer, of its own."""
    code = f"(i.item->'$.{fact.below}')"
    return f"""SELECT {_CARRIED}, CASE WHEN {answers.SAID_NO.format(it="i.given")} THEN 'refuted' ELSE s.certainty END AS certainty,
        'component/' || i.place || '/{fact.below}' AS place, {answers.VALUE.format(it="i.given")} AS "value",
        {answers.NUMBER.format(it="i.given")} AS number, {code}::VARCHAR AS text, false AS spare
        FROM accepted_{reading.type} s CROSS JOIN LATERAL (SELECT *, {answers.GIVEN.format(json="item")} AS given FROM (
            SELECT unnest(listed(s.component)) AS item, generate_subscripts(listed(s.component), 1) AS place)) i
        WHERE NOT s.retracted AND s.component IS NOT NULL AND {code} IS NOT NULL"""


def _spare_text(fact: Fact) -> str:
    return f"""('{{"coding":[' || s."spare_{fact.path}"::VARCHAR || ']}}')"""


def _add_spare(con: duckdb.DuckDBPyConnection, reading: Reading, fact: Fact) -> None:
    """A spare code that means something is weighed against the other facts of its resource: all are laid out."""
    kind, text = reading.type, _spare_text(fact)
    con.execute(f"""CREATE OR REPLACE TEMP TABLE spared_{kind} AS SELECT version FROM accepted_{kind} s
        WHERE {text} IN (SELECT text FROM meaning WHERE concept IS NOT NULL)""")
    among = f"s.version IN (SELECT version FROM spared_{kind})"
    con.execute(f"INSERT INTO fact_{kind} {_row(reading, text, repr(fact.element), '', among, spare=True)}")
    con.execute(f"""INSERT INTO fact_{kind} SELECT {_CARRIED}, s.certainty, s.place, s."value", s.number, s.sole, false
        FROM accepted_{kind} s WHERE NOT s.retracted AND s.sole IS NOT NULL AND {among}""")


def events(reading: Reading) -> list[str]:
    """SELECTs of event rows of one type; together they are all of them."""
    found = []
    if not reading.layered:
        where = (
            f"AND s.version NOT IN (SELECT version FROM spared_{reading.type})"
            if len(reading.main) < len(reading.facts)
            else ""
        )
        sole = f"""SELECT {_CARRIED}, s.certainty, s.place, s."value", s.number, s.sole AS text
                   FROM accepted_{reading.type} s WHERE NOT s.retracted AND s.sole IS NOT NULL {where}"""
        found += [_plain(sole), _conditional(sole)]
    if _several(reading):
        found.append(_of_several(f"SELECT * FROM fact_{reading.type}"))
    return found


#: A concept holds when nobody said no, it is not void (unless the codelist names that very status), and the value fits.
_HOLDS = """coalesce(m.concept IS NOT NULL AND f.certainty <> 'refuted'
    AND (m.low IS NULL OR f.number >= m.low) AND (m.high IS NULL OR f.number < m.high)
    AND CASE WHEN m.status = '' THEN NOT f.void ELSE f.state = m.status END, false)"""
_AGED = f'm.under_18 IS NOT NULL AND w.born IS NOT NULL AND f."on" < w.born + {GROWN_UP_DAYS}'
_JOINED = "JOIN who w ON w.about_ref = f.about_ref JOIN service_of v ON v.service_ref = f.service_ref"


def _event(holds: str) -> str:
    concept = f"CASE WHEN {_AGED} THEN m.under_18 ELSE m.concept END"
    return f"""CASE WHEN f.place = '' THEN f.resource ELSE key_of(f.ref || '#' || f.place) END AS event, f.ref, f.version,
        w.person, m.system, CASE WHEN m.system = '{OWN_SYSTEM}' AND m.concept IS NOT NULL THEN {concept} ELSE m.code END AS code,
        m.term, CASE WHEN {holds} THEN {concept} END AS concept, f."on",
        coalesce(f."until", CASE WHEN f.over THEN greatest(f.known, f."on") END) AS "until", f.known, f.certainty, f."value",
        v.service, getvariable('load') AS load"""


def _plain(source: str) -> str:
    holds = "f.certainty <> 'refuted' AND NOT f.void"
    return f"SELECT {_event(holds)} FROM ({source}) f JOIN meaning m ON m.text = f.text AND m.plain {_JOINED}"


def _conditional(source: str) -> str:
    """Codes that mean something only with a value or a status, or mean several things."""
    return f"""SELECT {_event(_HOLDS)} FROM ({source}) f JOIN meaning m ON m.text = f.text AND NOT m.plain {_JOINED}
        QUALIFY {_HOLDS} OR (NOT bool_or({_HOLDS}) OVER (PARTITION BY f.resource, f.version) AND m.nth = 1)"""


def _of_several(source: str) -> str:
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
        if not reading.layered:
            sources.append(f"SELECT sole AS text FROM accepted_{reading.type} WHERE NOT retracted AND sole IS NOT NULL")
        if _several(reading):
            spared = reading.main != reading.facts
            already = f"AND version NOT IN (SELECT version FROM spared_{reading.type})" if spared else ""
            sources.append(f"SELECT text FROM fact_{reading.type} WHERE NOT spare {already}")
    return f"""SELECT m.system, m.code, any_value(m.term) AS term, sum(f.n)::BIGINT AS n
        FROM (SELECT text, count(*) AS n FROM ({" UNION ALL ".join(sources)}) GROUP BY text) f
        JOIN meaning m ON m.text = f.text WHERE m.concept IS NULL GROUP BY m.system, m.code"""
