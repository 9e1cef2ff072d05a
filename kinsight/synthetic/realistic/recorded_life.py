"""One family's book as services keep it: what happens is drawn from the figures, and only the coded part of it is written."""

from random import Random

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import YEAR, Person, Plan
from kinsight.synthetic.life import Life
from kinsight.synthetic.realistic.coded_facts import codes, named, recoded
from kinsight.synthetic.realistic.family_homes import Homes
from kinsight.synthetic.realistic.published_figures import completeness, figures

#: What was drawn, by figure: how often it was so, and of how many (of a rate: of how many years).
Drawn = dict[str, tuple[float, float]]


class RecordedLife(Life):
    """A `Life` whose facts are written with the codes of the service that writes them. `drawn` counts what really was so."""

    def __init__(self, plan: Plan, rng: Random, homes: Homes) -> None:
        super().__init__(plan, rng)
        self.homes = homes
        self.drawn: Drawn = {}

    def happens(self, figure: str) -> bool:
        """Whether it is so, drawn from the share of this figure."""
        so = self.chance(figures()[figure].value)
        self.count(figure, so, 1)
        return so

    def count(self, figure: str, cases: float, of: float) -> None:
        had = self.drawn.get(figure, (0.0, 0.0))
        self.drawn[figure] = had[0] + cases, had[1] + of

    def is_coded(self, what: str) -> bool:
        """Whether what happened reaches the record as a code."""
        return self.chance(completeness()[what].share)

    def days_of(self, figure: str, start: int, end: int) -> list[int]:
        """The days in [start, end) on which something happens that happens so often a year."""
        each, days = figures()[figure].value / YEAR, []
        on = start + self.rng.expovariate(each)
        while on < end:
            days.append(int(on))
            on += self.rng.expovariate(each)
        self.count(figure, len(days), max(end - start, 0) / YEAR)
        return days

    def write(
        self, code: str, who: Person, on: int, by: str, until: int | None = None, grams: int = 0, score: int = -1
    ) -> str:
        """One coded fact, readable when that service's records are; with an end, a second version says it."""
        kind = codes()[code].kind
        id_, known = self.new_id(kind), max(on, self.recorded(on, by))
        ref = self.put(self._coded(code, kind, id_, who, on, None, by, grams, score), known, by)
        if until is not None and until <= self.end:
            ended = max(known, self.recorded(until, by))
            self.put(self._coded(code, kind, id_, who, on, until, by, grams, score), ended, by, version=2)
        return ref

    def _coded(
        self, code: str, kind: str, id_: str, who: Person, on: int, until: int | None, by: str, grams: int, score: int
    ) -> resources.Resource:
        body = resources.fact(kind, id_, who.ref, self.services[by], named(code), on, until, None)
        if grams:
            body["valueQuantity"] = {"value": grams, "unit": "g", "system": "http://unitsofmeasure.org", "code": "g"}
        if score >= 0:
            body["valueInteger"] = score
        return body

    def contact(self, who: Person, on: int, by: str, code: str, where: str = "AMB") -> str:
        """A visit, readable when that service's records are."""
        return self.visit(who, (named(code),), on, by, where)

    def put(self, body: resources.Resource, known: int, by: str, version: int = 1) -> str:
        """As `Life.put`, in the codes of the service."""
        return super().put(recoded(body, by), known, by, version)

    def address(self, slot: int) -> tuple[str, str]:
        """(line, postcode) of one of the family's homes."""
        return self.homes.at(slot)
