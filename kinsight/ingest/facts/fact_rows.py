"""From staged resources to event rows: which coded facts a resource states, and what they mean.

A resource with just one fact, as nearly all have, carries its code in `sole` and goes straight through. Those with several
have them laid out first (`fact_TYPE`), because a resource states one concept once, however many of its codes say it.
"""

from collections.abc import Iterator
from functools import partial

import duckdb

from kinsight.ingest.facts import contact_rows
from kinsight.ingest.fhir import code_lookup, questionnaire_answers, references, yes_no
from kinsight.ingest.fhir.mapping import EMERGENCY, GROWN_UP_DAYS, OWN_SYSTEM, Fact, Reading
from kinsight.ingest.fhir.paths import listed_words
from kinsight.ingest.fhir.statuses import VOID
from kinsight.ingest.fhir.yes_no import UNCLEAR
from kinsight.ingest.staging.line_columns import lists
from kinsight.store import connection_pool
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.facts"

_NAMES = 'line, resource, ref, version, about, service_ref, "on", "until", known, over, state'
#: What a fact has of its resource, and what it has of its own.
_CARRIED = ", ".join(f"s.{name}" for name in _NAMES.split(", "))
_OWN = 'f.certainty, f.void, f.place, f."value", f.number, f.text, f.spare'


class Facts:
    """The coded facts of a batch: laid out where a resource has several, and every code looked up."""

    def __init__(self, con: duckdb.DuckDBPyConnection, readings: list[Reading]) -> None:
        self.con, self.readings = con, readings
        first = sorted(readings, key=lambda reading: not reading.layered)  # they take the longest
        laid = connection_pool.together(con, [partial(_lay_out, reading=reading) for reading in first])
        self._laid = {reading.type for reading, some in zip(first, laid, strict=True) if some}
        sources = {label: query for reading in readings for label, query in self._texts(reading)}
        self.learnt = code_lookup.learn(con, sources) if sources else code_lookup.Learnt(set(), set(), set(), set(), [])
        self.unclear = sum(map(self._unclear, readings))
        self._spared = {reading.type for reading in readings if self._add_spare(reading)}
        self._crowded = {kind for kind in self._laid if self._crowd(kind)}

    def events(self) -> tuple[list[str], list[str]]:
        """SELECTs of event rows; together they are all of them. The second ones give only what no concept names."""
        found = [one for reading in self.readings for one in self._events(reading)]
        if any(reading.type == contact_rows.ENCOUNTER for reading in self.readings):
            found.append((contact_rows.seen(contact_rows.ENCOUNTER in self._laid), False))
        return [query for query, idle in found if not idle], [query for query, idle in found if idle]

    def _texts(self, reading: Reading) -> Iterator[tuple[str, str]]:
        kind = reading.type
        if not reading.layered:
            yield f"sole_{kind}", f"SELECT sole AS text FROM accepted_{kind} WHERE NOT retracted"
        if kind in self._laid:
            yield f"fact_{kind}", f"SELECT text FROM fact_{kind}"
        for fact in (fact for fact in reading.facts if fact.spare):
            yield f"spare_{kind}", f"SELECT {_spare_text(fact)} AS text FROM accepted_{kind} s"

    def without_a_day(self) -> int:
        """How many resources state something of which nobody said when."""
        found = [
            f'SELECT count(*) AS n FROM accepted_{reading.type} WHERE "on" IS NULL AND NOT retracted AND NOT void'
            for reading in self.readings
        ]
        return (
            int(self.con.execute(f"SELECT coalesce(sum(n), 0) FROM ({' UNION ALL '.join(found)})").fetchall()[0][0])
            if found
            else 0
        )

    def _unclear(self, reading: Reading) -> int:
        """How many codes of ours ask something whose answer is not understood."""
        kind = reading.type
        found = [f"SELECT text FROM fact_{kind} WHERE unclear AND void"] if kind in self._laid else []
        if "valueBoolean" in reading.values:
            found.append(
                f"SELECT sole AS text FROM accepted_{kind} WHERE unclear AND void AND NOT retracted AND sole IS NOT NULL"
            )
        if not found:
            return 0
        query = f"SELECT count(*) FROM ({' UNION ALL '.join(found)}) JOIN meaning USING (text) WHERE nth = 1 AND concept IS NOT NULL"
        return int(self.con.execute(query).fetchall()[0][0])

    def _add_spare(self, reading: Reading) -> bool:
        """A spare code that means something is weighed against the other facts of its resource: all are laid out."""
        kind = reading.type
        if f"spare_{kind}" not in self.learnt.mapped:
            return False
        spare = next(fact for fact in reading.facts if fact.spare)
        text = _spare_text(spare)
        self.con.execute(
            f"CREATE OR REPLACE TABLE spared_{kind} AS {statement('spared', PACKAGE, type=kind, text=text)}"
        )
        among = f"s.version IN (SELECT version FROM spared_{kind})"
        spared = _row(reading, code=text, place=f"'{spare.element}'", condition=among, spare=True)
        create = f"INSERT INTO fact_{kind}" if kind in self._laid else f"CREATE OR REPLACE TABLE fact_{kind} AS"
        self.con.execute(f"{create} {spared} UNION ALL {statement('fact_sole', PACKAGE, type=kind)}")
        self._laid.add(kind)
        return True

    def _crowd(self, kind: str) -> bool:
        """`crowded_TYPE`: the versions whose facts must be weighed against each other. Most have several facts and no quarrel."""
        query = statement("crowded", PACKAGE, type=kind)
        found = self.con.execute(f"CREATE OR REPLACE TABLE crowded_{kind} AS {query}")
        return bool(found.fetchall()[0][0])

    def _events(self, reading: Reading) -> Iterator[tuple[str, bool]]:
        """Queries, and whether a query gives only what no concept names."""
        kind = reading.type
        if not reading.layered:
            but = f"ANTI JOIN spared_{kind} USING (version)" if kind in self._spared else ""
            sole = statement("sole_fact", PACKAGE, carried=_CARRIED, accepted=references.each(kind), others=but)
            met = self._by_who(kind, f"sole_{kind}")
            yield from self._plainly(sole, met, f"sole_{kind}")
            if f"sole_{kind}" in self.learnt.conditional:
                yield _conditional(sole, met), False
        if kind in self._laid:
            facts = f"SELECT {_CARRIED}, {_OWN} FROM fact_{kind} f JOIN accepted_{kind} s ON s.line = f.line"
            crowded = f"f.version IN (SELECT version FROM crowded_{kind})"
            labels = f"sole_{kind}", f"fact_{kind}", f"spare_{kind}"
            met = self._by_who(kind, *labels)
            yield from self._plainly(f"{facts} WHERE NOT {crowded}" if kind in self._crowded else facts, met, *labels)
            if kind in self._crowded:
                yield _of_several(f"{facts} WHERE {crowded}", met), False

    def _plainly(self, source: str, met: bool, *labels: str) -> Iterator[tuple[str, bool]]:
        yield _plain(source, met, "m.concept IS NOT NULL"), False
        if self.learnt.idle & set(labels):
            yield _plain(source, met, "m.concept IS NULL"), True

    def _by_who(self, kind: str, *labels: str) -> bool:
        """Whether it matters who a fact is about, beyond the key: by age, or because a reference gives only a number."""
        numbers = f"SELECT count(about_number) FROM {references.each(kind)}"
        return bool(self.learnt.aged & set(labels)) or bool(self.con.execute(numbers).fetchall()[0][0])


def _lay_out(con: duckdb.DuckDBPyConnection, reading: Reading) -> bool:
    """Whether any resource of the type has to be laid out, which is done then."""
    if reading.layered:
        questionnaire_answers.lay_out(con)
        return True
    if not lists(reading):
        return False
    some = " OR ".join(f'"{name}" IS NOT NULL' for name in lists(reading))
    rest = f"SELECT count(*) FROM accepted_{reading.type} WHERE sole IS NULL AND NOT retracted AND ({some})"
    if not con.execute(rest).fetchall()[0][0]:
        return False
    con.execute(f"CREATE OR REPLACE TABLE fact_{reading.type} AS {_all_parts(reading)}")
    return True


def _all_parts(reading: Reading) -> str:
    parts = [_part(reading, fact) for fact in reading.main]
    return " UNION ALL ".join([*parts, *([_implied(reading)] if reading.implies else [])])


def _implied(reading: Reading) -> str:
    """What every such resource states, of one with several codes: beside them, at the place of the first."""
    code = f"'{{}}' || chr(10) || '{reading.implies}'"
    return _row(reading, code=code, place=f"'{reading.main[0].element}/1'", condition="s.sole IS NULL")


def _part(reading: Reading, fact: Fact) -> str:
    if fact.element == "component":
        return _component(reading, fact)
    if fact.many:
        code = f"(i.item->'$.{fact.below}')" if fact.below else "i.item"
        place = f"'{fact.element}/' || i.place"
        among, void = f"{code} IS NOT NULL AND s.sole IS NULL", _item_void(fact)
        return _row(reading, code=f"{code}::VARCHAR", place=place, condition=among, items=_items(fact), void=void)
    code = f's."{fact.element}"::VARCHAR'
    asks = fact.path == "code" and "valueBoolean" in reading.values
    void, unclear = (_ASKS, "s.unclear") if asks else ("s.void", "false")
    among = f"{code} IS NOT NULL AND s.sole IS NULL"
    return _row(reading, code=code, place=f"'{fact.place}'", condition=among, void=void, unclear=unclear)


#: A code that asks, whose answer is none that we understand, states nothing; unless the answer is a fact by itself.
_NAMED = yes_no.named(statement("value_code", PACKAGE))
_ASKS = f"s.void OR (s.unclear AND NOT coalesce(s.valueCodeableConcept::VARCHAR IN ({_NAMED}), false))"


def _item_void(fact: Fact) -> str:
    """SQL condition that nothing happened: by the resource's modifier elements, or by those of the item itself."""
    happened = {path: [word for word, what in words.items() if what != VOID] for path, words in fact.states.items()}
    own = [f"coalesce(i.item->>'$.{path}' NOT IN ({listed_words(words)}), false)" for path, words in happened.items()]
    return " OR ".join(["s.void", *own])


def _row(
    reading: Reading,
    *,
    code: str,
    place: str,
    condition: str,
    items: str = "",
    spare: bool = False,
    void: str = "s.void",
    unclear: str = "false",
) -> str:
    parts = {"code": code, "place": place, "items": items, "spare": spare, "void": void, "unclear": unclear}
    return statement("fact", PACKAGE, type=reading.type, condition=condition, **parts)


def _items(fact: Fact) -> str:
    many = f'listed(s."{fact.element}")'
    return f"CROSS JOIN LATERAL (SELECT unnest({many}) AS item, generate_subscripts({many}, 1) AS place) i"


def _component(reading: Reading, fact: Fact) -> str:
    """A component has a value, and an answer, of its own; an answer that is a fact by itself is one whatever it answers."""
    code, asks = f"(i.item->'$.{fact.below}')", fact.below == "code"
    named = f"coalesce((i.item->'$.valueCodeableConcept')::VARCHAR IN ({_NAMED_WITHIN}), false)" if asks else "true"
    return statement(
        "fact_component",
        PACKAGE,
        type=reading.type,
        below=fact.below,
        code=code,
        certainty=questionnaire_answers.certainty("i.answer"),
        void=questionnaire_answers.void("i.answer", "i.given.dataAbsentReason", named),
        unclear=f"coalesce(i.answer = '{UNCLEAR}', false)" if asks else "false",
        value=questionnaire_answers.value("i.given"),
        number=questionnaire_answers.number("i.given"),
        answer=questionnaire_answers.answer("given"),
        given=questionnaire_answers.given("item"),
    )


_NAMED_WITHIN = yes_no.named(statement("component_value_code", PACKAGE))


def _spare_text(fact: Fact) -> str:
    return f"""('{{"coding":[' || s."spare_{fact.path}"::VARCHAR || ']}}')"""


_HOLDS = statement("holds", PACKAGE)
_AGED = f'm.under_18 IS NOT NULL AND w.born IS NOT NULL AND f."on" < w.born + {GROWN_UP_DAYS}'


def _event(facts: str, which: str, met: bool, holds: str = _HOLDS, more: str = "") -> str:
    """SELECT of event rows of these facts; `met`: by who they are about too."""
    parts = {"facts": facts, "which": which, "holds": holds, "more": more, "own_system": OWN_SYSTEM}
    if met:
        concept = f"CASE WHEN {_AGED} THEN m.under_18 ELSE m.concept END"
        return statement(
            "event", PACKAGE, **parts, person="w.person", concept=concept, who="JOIN who w ON w.about = f.about"
        )
    return statement("event", PACKAGE, **parts, person="f.about", concept="m.concept", who="")


def _plain(facts: str, met: bool, which: str) -> str:
    holds = """f."on" IS NOT NULL AND f.certainty <> 'refuted' AND NOT f.void"""
    return _event(facts, f"AND m.plain AND {which}", met, holds)


def _conditional(facts: str, met: bool) -> str:
    """Codes that mean something only with a value or a status, or mean several things."""
    return statement("event_conditional", PACKAGE, events=_event(facts, "AND NOT m.plain", met), holds=_HOLDS)


def _of_several(facts: str, met: bool) -> str:
    """A resource states one concept once, however many of its codes say it; a spare code only when no other does."""
    events = _event(facts, "", met, more=f", {_HOLDS} AS holds, f.spare, m.nth")
    return statement("event_of_several", PACKAGE, events=events, visit=EMERGENCY)
