"""Children and the services that know them, brought up to date from a sweep's roster. Part of publishing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from kinsight.casework.kinds import Children
from kinsight.casework.laid import Row, laid
from kinsight.casework.models import Child, Service
from kinsight.casework.models.children import SEARCHED, fresh_slug
from kinsight.casework.tables import Table, batches

_SAID = ("nhs_number", "name", "search_name", "practice", "born", "expected", "left_on")
_TEXT, _DAYS = ("nhs_number", "name", "practice"), ("born", "expected", "left_on")
_KNOWN = ("ref", "id", "born", "expected")


def publish_roster(roster: Table) -> tuple[Children, dict[str, int]]:
    """The roster's children, and counts of what was written. A slug, once given, stays."""
    with laid(Child, _children(roster), ["ref"], _SAID, once=["slug"]) as found:
        counts = {"children_changed": found.changed({}), "children_new": found.new({})}
        children = {ref: (number, _day(born or expected)) for ref, number, born, expected in found.standing(_KNOWN)}
    return children, counts | _tie(roster, children)


def said(word: str | None) -> str:
    """A record's word as both databases take it: PostgreSQL has no text with a character zero in it."""
    return (word or "").replace("\0", "")


def searched(name: str | None) -> str:
    """A name as a search compares it."""
    return " ".join((name or "").casefold().split())[:SEARCHED]


def _children(roster: Table) -> Iterator[Row]:
    for ref, *columns in batches(roster, ("child_ref", *_TEXT, *_DAYS)):
        number, name, practice = (list(map(said, column)) for column in columns[:3])
        slugs = [fresh_slug() for _ in ref]
        yield from zip(ref, number, name, map(searched, name), practice, *columns[3:], slugs, strict=True)


def _tie(roster: Table, children: Children) -> dict[str, int]:
    """The caseloads: who knows whom now. A service that no longer knows a child loses the child."""
    numbers = sorted(number for number, _ in children.values())
    services = services_of({ref for (known,) in batches(roster, ["services"]) for some in known for ref in some or ()})
    ties = _ties(roster, children, services)
    with laid(Child.services.through, ties, ["child", "service"]) as found, among(numbers) as these:
        gone = found.removed(f"s.child_id IN ({these})")
        return {"caseload_new": found.new({}), "caseload_gone": gone}


def _ties(roster: Table, children: Children, services: dict[str, int]) -> Iterator[Row]:
    """(child, service) by their ids."""
    for refs, known in batches(roster, ("child_ref", "services")):
        for ref, some in zip(refs, known, strict=True):
            yield from {(children[ref][0], services[service]) for service in some or ()}


@contextmanager
def among(numbers: Iterable[int]) -> Iterator[str]:
    """A query of these ids of children, which lasts as long as the block."""
    with laid(Child, ((number,) for number in numbers), ["id"]) as these:
        yield f"SELECT id FROM {these.name}"


def services_of(refs: set[str]) -> dict[str, int]:
    """Ids of these services, made when new; their names come later, from `name_services`."""
    known = dict(Service.objects.filter(ref__in=refs).values_list("ref", "pk"))
    made = Service.objects.bulk_create([Service(ref=ref) for ref in sorted(refs - known.keys())], batch_size=2_000)
    return known | {service.ref: service.pk for service in made}


def _day(told: Any) -> date | None:
    """Of a raw query: SQLite gives text, PostgreSQL a date."""
    return None if told is None else date.fromisoformat(str(told))
