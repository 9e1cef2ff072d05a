"""The day's rules in CQL as one would write them for a measure: each indicator a define, no functions, nothing over time.

In two ways, each the faster for the engines that take it: `Read` reads every resource once into tuples, for engines that walk
objects; `Retrieved` retrieves by code, for CQL that becomes SQL.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from bench.peers.sql import Queries
from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import AnInput, ConceptInput, SpellInput
from kinsight.store.days import iso

LIBRARY = "OneDay"


@dataclass
class Library(ABC):
    """The text for the rules of the share, with the role sets that stand in the data."""

    queries: Queries
    rolesets: list[str]

    def text(self) -> str:
        words = sorted(set(self.queries.concepts()))
        rules = [line for name in self.queries.all() for line in self._rule(self.queries.known.indicators[name])]
        return "\n".join([*self._head(words), *(self._facts_of(word) for word in words), *rules, ""])

    def _head(self, words: list[str]) -> Iterator[str]:
        yield f"library {LIBRARY} version '1'\nusing FHIR version '4.0.1'\ncodesystem \"concepts\": 'urn:kinsight:concept'"
        yield from (f'code "{word} code": \'{word}\' from "concepts"' for word in words)
        yield f'context Patient\ndefine "Anyone": true\ndefine "As of": @{iso(self.queries.day)}'

    @abstractmethod
    def _facts_of(self, word: str) -> str: ...

    @abstractmethod
    def _role(self, of: str) -> str: ...

    @abstractmethod
    def _person(self, of: str) -> str: ...

    @abstractmethod
    def _day(self, of: str, end: bool = False) -> str: ...

    def _rule(self, rule: Indicator) -> Iterator[str]:
        low, high = durations.days(rule.when.from_age), durations.days(rule.when.until_age)
        parts = [(f"{rule.indicator} {place}", part) for place, part in enumerate(rule.when.inputs)]
        for name, part in parts:
            yield from self._counted(name, part)
        held = _enough(rule.when.need, [_count(*one) for one in parts], [_holds(*one) for one in parts])
        yield f'define "{rule.indicator}": "Age" >= {low} and "Age" < {high} and ({held})'

    def _counted(self, name: str, part: AnInput) -> Iterator[str]:
        """A define for the facts that count, of groups too."""
        if isinstance(part, ConceptInput):
            about = [f"'{held}'" for held in self.rolesets if set(held.split("+")) & set(roles.expand(part.about))]
            wanted = f"{self._role('F')} in {{ {', '.join(about)} }}{self._lasting(part)}" if about else "false"
            yield f'define "{name}": "{part.concept} facts" F where {wanted}'
        elif not isinstance(part, SpellInput):
            for place, one in enumerate(part.needed()[2]):
                yield from self._counted(f"{name}.{place}", one)

    def _lasting(self, part: ConceptInput) -> str:
        if part.lasts == durations.EVER:
            return ""
        if part.lasts != durations.WHILE_OPEN:
            return f" and {self._day('F')} > @{iso(self.queries.day - durations.days(part.lasts))}"
        ends = self._day("F", end=True)
        closed = [self._no_later(closer) for closer in self.queries.known.concepts[part.concept].closed_by]
        return f' and ({ends} > "As of" or ({" and ".join([f"{ends} is null", *closed])}))'

    def _no_later(self, closer: str) -> str:
        same = f"{self._person('L')} = {self._person('F')}"
        return f'not exists ("{closer} facts" L where {same} and {self._day("L")} >= {self._day("F")})'


class Read(Library):
    """Says `.value` of FHIR's primitives, which spares FHIRHelpers."""

    def _head(self, words: list[str]) -> Iterator[str]:
        yield from super()._head([])
        period = "(O.effective as FHIR.Period)"
        yield 'define "Age": difference in days between Patient.birthDate.value and "As of"'
        yield (
            'define "Facts": [Observation] O return all Tuple {\n  concept: O.code.coding[0].code.value, '
            "held: O.category[0].coding[0].code.value, person: O.focus[0].identifier.value.value,\n"
            f'  since: date from {period}."start".value, until: date from {period}."end".value }}'
        )

    def _facts_of(self, word: str) -> str:
        return f'define "{word} facts": "Facts" F where F.concept = \'{word}\''

    def _role(self, of: str) -> str:
        return f"{of}.held"

    def _person(self, of: str) -> str:
        return f"{of}.person"

    def _day(self, of: str, end: bool = False) -> str:
        return f"{of}.until" if end else f"{of}.since"


class Retrieved(Library):
    def _head(self, words: list[str]) -> Iterator[str]:
        yield from super()._head(words)
        yield 'define "Age": difference in days between Patient.birthDate and "As of"'

    def _facts_of(self, word: str) -> str:
        return f'define "{word} facts": [Observation: "{word} code"]'

    def _role(self, of: str) -> str:
        return f"{of}.category[0].coding[0].code"

    def _person(self, of: str) -> str:
        return f"{of}.focus[0].identifier.value"

    def _day(self, of: str, end: bool = False) -> str:
        return f'(date from ({of}.effective as FHIR.Period)."{"end" if end else "start"}")'


def _count(name: str, part: AnInput) -> str:
    return f'Count("{name}")' if isinstance(part, ConceptInput) else f"(if {_holds(name, part)} then 1 else 0)"


def _holds(name: str, part: AnInput) -> str:
    if isinstance(part, ConceptInput):
        return f'exists ("{name}")'
    if isinstance(part, SpellInput):
        return f'"{part.indicator}"'
    need, _, parts = part.needed()
    inner = [_holds(f"{name}.{place}", one) for place, one in enumerate(parts)]
    return f"({_enough(need, [f'(if {one} then 1 else 0)' for one in inner], inner, once=True)})"


def _enough(need: int, counts: list[str], holds: list[str], once: bool = False) -> str:
    if need == 1:
        return " or ".join(holds)
    return " and ".join(holds) if once and need == len(holds) else f"{' + '.join(counts)} >= {need}"
