"""The stories as they are written down: who the family is, what each service recorded when, what must be shown and owed when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kinsight.rules.read.documents import read_yaml

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recorded:
    """One thing a service wrote: `on` when it was so, `known` when the service wrote it (the same day, unless said).

    `sends` is the FHIR resource; `fact` a concept, `measure` a number's name, or `outcome` what became of an appointment.
    `as_` names a record that something else speaks of; `taken_back` is the day it was said to be an error.
    """

    on: date
    by: str
    sends: str
    about: str
    fact: str = ""
    measure: str = ""
    outcome: str = ""
    value: Any = None
    known: date | None = None
    until: date | None = None
    until_known: date | None = None
    taken_back: date | None = None
    as_: str = ""

    @property
    def told(self) -> date:
        return self.known or self.on


@dataclass(frozen=True)
class Person:
    """Someone in the story. `homes`: line → day moved in."""

    born: date
    sex: str
    known: date | None = None
    mother: str = ""
    father: str = ""
    homes: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Bond:
    """`who` is ROLE (a v3 code) of `of`, beside the parents that a child names."""

    who: str
    role: str
    of: str
    since: date
    known: date
    until: date | None = None


@dataclass(frozen=True)
class Shown:
    """A pattern, the first day it is shown, every fact it rests on as (service, concept), and who alone would not see it.

    `gone`: the first day it is shown no more. `seen`: the day on which its evidence is looked at; the first, unless said.
    """

    when: str
    pattern: str
    first: date
    stance: str
    because: frozenset[tuple[str, str]]
    child: str
    no_service_alone: bool = False
    gone: date | None = None
    seen: date | None = None


@dataclass(frozen=True)
class Owed:
    """What is owed to a child by whom, with its state on named days: none, open, overdue, met, lapsed. `by`: a role, or `gp, then camhs`
    where it changes hands between these days."""

    when: str
    duty: str
    by: str
    days: dict[date, str]
    child: str


@dataclass(frozen=True)
class Silent:
    """Patterns that must not be shown on a day, and why a reader might have expected them."""

    why: str
    patterns: tuple[str, ...]
    on: date
    child: str


@dataclass(frozen=True, eq=False)
class Story:
    """One family's life as its services wrote it down. Two stories are the same when they are one object."""

    name: str
    title: str
    catalogue: tuple[str, ...]
    child: str
    people: dict[str, Person]
    bonds: tuple[Bond, ...]
    recorded: tuple[Recorded, ...]
    shown: tuple[Shown, ...]
    owed: tuple[Owed, ...]
    silent: tuple[Silent, ...]

    @property
    def services(self) -> list[str]:
        """Everyone who recorded something in it."""
        return sorted({one.by for one in self.recorded})

    @property
    def given(self) -> str:
        return f"{'-'.join(self.catalogue)}-given-{self.name}"


@cache
def stories() -> tuple[Story, ...]:
    return tuple(read(path) for path in sorted(HERE.glob("*.yaml")))


def read(path: Path) -> Story:
    document, wrong = read_yaml(path.name, path.read_text(encoding="utf-8"))
    assert not wrong, wrong
    return story(path.stem, document.data)


def story(name: str, told: dict[str, Any]) -> Story:
    child = told["child"]
    made = Story(
        name,
        told["title"],
        tuple(told["catalogue"]),
        child,
        {who: Person(**is_) for who, is_ in told["people"].items()},
        tuple(Bond(**one) for one in told.get("bonds", [])),
        tuple(Recorded(**one) for one in told["recorded"]),
        tuple(_shown(one, child) for one in told["shown"]),
        tuple(Owed(**{"child": child, **one}) for one in told["owed"]),
        tuple(Silent(**{"child": child, **one, "patterns": tuple(one["patterns"])}) for one in told.get("silent", [])),
    )
    in_order(made)
    return made


def _shown(one: dict[str, Any], child: str) -> Shown:
    because = frozenset((service, fact) for service, facts in one["because"].items() for fact in facts)
    return Shown(**{"child": child, **one, "because": because})


def in_order(told: Story) -> None:
    """A story is told in the order in which it was written down, so that a reader lives it forward."""
    days = [one.told for one in told.recorded]
    if days != sorted(days):
        raise ValueError(f"{told.name}: what was recorded is not in the order in which it was known")


def before(day: date) -> date:
    return day - timedelta(days=1)


def each(part: str) -> Iterator[tuple[Story, Any]]:
    """(story, one thing of this part of it) of every story."""
    return ((told, one) for told in stories() for one in getattr(told, part))
