"""Hand-written SQL on DuckDB: one query an indicator, for one day, as one who knows the tables well would write them.

What every query needs, the facts and the kin of that day, is made once, and its time is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from bench.peers import share
from bench.peers.share import Held
from kinsight.rules.schema import durations, walk
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import AnInput, ConceptInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.keys import small_key

#: Facts that are believed and have begun, whether a believed later fact has closed them, the bonds of the day, children by age.
TODAY = """
CREATE OR REPLACE TEMP TABLE today_fact AS
SELECT DISTINCT event, person, concept_key, "on", "until" FROM event
WHERE concept_key IN ({concepts}) AND known <= {day} AND {day} < superseded AND "on" <= {day};
CREATE OR REPLACE TEMP TABLE today_kin AS
SELECT DISTINCT b.child, b.person, b.role, {day} - c.born AS age
FROM bond b JOIN child c ON c.child = b.child
WHERE b.known <= {day} AND {day} < b.superseded AND b."from" <= {day} AND {day} < b."until" AND {day} < c.left_on;
CREATE OR REPLACE TEMP TABLE found (child BIGINT, indicator VARCHAR)
"""


@dataclass(frozen=True)
class Queries:
    """The text of every query of a day, by indicator, each after those whose answers it reads."""

    known: Knowledge
    day: int

    @property
    def today(self) -> str:
        keys = sorted({small_key(word) for word in self.concepts()})
        return TODAY.format(day=self.day, concepts=", ".join(str(key) for key in keys))

    def all(self) -> dict[str, str]:
        return {name: self.one(rule) for name, rule in self.known.indicators.items() if self._in_force(rule)}

    def one(self, rule: Indicator) -> str:
        """Who has enough contributions today: facts each time, patterns and groups once."""
        when = rule.when
        low, high = durations.days(when.from_age), durations.days(when.until_age)
        counted = "\n  UNION\n".join(self._said(part, place, "  ") for place, part in enumerate(when.inputs))
        return (
            f"INSERT INTO found\nSELECT child, '{rule.indicator}' FROM (\n{counted}\n)\n"
            f"WHERE child IN (SELECT child FROM today_kin WHERE age >= {low} AND age < {high})\n"
            f"GROUP BY child HAVING count(*) >= {when.need}"
        )

    def _said(self, part: AnInput, place: int, indent: str) -> str:
        """Rows (child, part, what) of one input, what being the fact, or 0."""
        if isinstance(part, ConceptInput):
            return f"{indent}SELECT k.child, {place} AS part, f.event AS what {self._relevant_facts(part)}"
        if isinstance(part, SpellInput):
            return f"{indent}SELECT child, {place} AS part, 0 AS what FROM found WHERE indicator = '{part.indicator}'"
        need, _, parts = part.needed()
        deeper = "\n  UNION\n".join(self._said(one, number, indent + "  ") for number, one in enumerate(parts))
        return (
            f"{indent}SELECT child, {place} AS part, 0 AS what FROM (\n{deeper}\n"
            f"{indent}) GROUP BY child HAVING count(DISTINCT part) >= {need}"
        )

    def _relevant_facts(self, part: ConceptInput) -> str:
        about = ", ".join(f"'{role}'" for role in share.about(self.known, part))
        joined = "FROM today_fact f JOIN today_kin k ON k.person = f.person"
        return f"{joined} WHERE f.concept_key = {small_key(part.concept)} AND k.role IN ({about}){self._lasting(part)}"

    def _lasting(self, part: ConceptInput) -> str:
        if part.lasts == durations.EVER:
            return ""
        if part.lasts != durations.WHILE_OPEN:
            return f' AND f."on" > {self.day - durations.days(part.lasts)}'
        closers = self.known.concepts[part.concept].closed_by
        return f' AND f."until" > {self.day}' + (self._still_open(closers) if closers else "")

    def _still_open(self, closers: list[str]) -> str:
        """An end of its own stands; only a fact without one is closed by a later fact."""
        keys = ", ".join(str(small_key(word)) for word in closers)
        later = 'SELECT 1 FROM today_fact x WHERE x.person = f.person AND x."on" >= f."on"'
        return f' AND (f."until" < 2000000000 OR NOT EXISTS ({later} AND x.concept_key IN ({keys})))'

    def concepts(self) -> Iterator[str]:
        """Every concept that a rule names, and those that close an open fact of it."""
        for rule in self.known.indicators.values():
            for _, name in walk.concepts_of(rule):
                yield name
                yield from self.known.concepts[name].closed_by

    def _in_force(self, rule: Indicator) -> bool:
        first, last = self.known.in_force(rule)
        return first <= self.day < last


def run(con: duckdb.DuckDBPyConnection, queries: Queries) -> None:
    """Makes the day's tables, then asks one query after another; leaves `found(child, indicator)`."""
    con.execute(queries.today).fetchall()
    for text in queries.all().values():
        con.execute(text).fetchall()


def results(con: duckdb.DuckDBPyConnection) -> Held:
    return set(con.execute("SELECT child, indicator FROM found").fetchall())
