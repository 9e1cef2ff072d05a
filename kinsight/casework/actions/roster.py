"""Children and the services that know them, brought up to date from a sweep's roster. Part of publishing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import cast

from kinsight.casework.arrow_columns import Cell, Table, batches, distinct, pairs
from kinsight.casework.bulk import Columns, insert
from kinsight.casework.kinds import Caseloads, Children, NumberedChild
from kinsight.casework.models import Child, Service
from kinsight.casework.models.children import SEARCHED, fresh_slug
from kinsight.casework.publication_staging import staged
from kinsight.casework.spelling import padded

_SAID = (
    "nhs_number",
    "name",
    "search_name",
    "name_words",
    "mother_words",
    "practice",
    "born",
    "expected",
    "left_on",
    "mother",
)
_TEXT, _AS_THEY_ARE = ("nhs_number", "name", "practice", "mother_name"), ("born", "expected", "left_on", "mother")
_NUMBERED = ("ref", "id", "born", "expected", "mother")
#: The values of these; SQLite gives days as text in a query of ours.
Numbered = tuple[str, int, date | str | None, date | str | None, int | None]
_TIE = ["child", "service"]


def publish_roster(roster: Table, empty: bool = False) -> tuple[Children, dict[str, int]]:
    """The roster's children, and counts of what was written; `empty`: the database knows no child. A slug, once given, stays."""
    children, counts = _first(roster) if empty else _compared(roster)
    ties, numbers = _ties(roster, children), sorted(one.id for one in children.values())
    if empty:
        return children, counts | {"caseload_new": insert(Child.services.through, ties, _TIE), "caseload_gone": 0}
    with staged(Child.services.through, ties, _TIE) as rows, among(numbers) as these:
        gone = rows.removed(f"s.child_id IN ({these})")
        return children, counts | {"caseload_new": rows.new({}), "caseload_gone": gone}


def _first(roster: Table) -> tuple[Children, dict[str, int]]:
    new = insert(Child, _children(roster.sort_by("child_ref")), ["ref", *_SAID, "slug"])
    return _numbered(Child.objects.values_list(*_NUMBERED).iterator()), {"children_changed": 0, "children_new": new}


def _compared(roster: Table) -> tuple[Children, dict[str, int]]:
    with staged(Child, _children(roster), ["ref"], _SAID, once=["slug"]) as rows:
        counts = {"children_changed": rows.changed({}), "children_new": rows.new({})}
        return _numbered(cast("Iterable[Numbered]", rows.standing(_NUMBERED))), counts


def _numbered(rows: Iterable[Numbered]) -> Children:
    """Children by reference, from rows of `_NUMBERED`."""
    return {ref: NumberedChild(number, _day(born or expected), mother) for ref, number, born, expected, mother in rows}


def said(word: Cell) -> str:
    """A word of the records as both databases take it: empty for none, and without the character zero, which PostgreSQL refuses."""
    return str(word or "").replace("\0", "")


def searched(name: str | None) -> str:
    """A name as a search compares it."""
    return " ".join((name or "").casefold().split())[:SEARCHED]


def _children(roster: Table) -> Iterator[Columns]:
    for ref, *columns in batches(roster, ("child_ref", *_TEXT, *_AS_THEY_ARE)):
        number, name, practice, mother = (list(map(said, column)) for column in columns[:4])
        compared = [list(map(searched, name)), list(map(padded, name)), list(map(padded, mother))]
        yield [ref, number, name, *compared, practice, *columns[4:], [fresh_slug() for _ in ref]]


def _ties(roster: Table, children: Children) -> Iterator[Columns]:
    """The caseloads, as ids of child and service: who knows whom now. A service that no longer knows a child loses the child."""
    ids = services_of({str(ref) for ref in distinct(roster, "services")})
    for refs, services in pairs(roster, "child_ref", "services"):
        yield [[children[str(ref)].id for ref in refs], [ids[str(service)] for service in services]]


def caseloads(roster: Table, children: Children) -> Caseloads:
    """The services of each child in the roster's order; children with the same ones share them."""
    by_child: dict[int, tuple[int, ...]] = {}
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    for numbers, services in _ties(roster, children):
        for number, service in zip(numbers, services, strict=True):
            several = (*by_child.get(int(str(number)), ()), int(str(service)))
            by_child[int(str(number))] = same.setdefault(several, several)
    return by_child


def service_kinds() -> dict[int, tuple[str, str]]:
    """Reference and kind of every service that knows a child, by id."""
    return {number: (ref, kind) for number, ref, kind in Service.objects.values_list("pk", "ref", "kind")}


@contextmanager
def among(numbers: Iterable[int]) -> Iterator[str]:
    """A query of these ids of children, which lasts as long as the block."""
    with staged(Child, [[list(numbers)]], ["id"]) as these:
        yield f"SELECT id FROM {these.name}"


def services_of(refs: set[str]) -> dict[str, int]:
    """Ids of these services, made when new; their names come later, from `name_services`."""
    ids = dict(Service.objects.filter(ref__in=refs).values_list("ref", "pk"))
    made = Service.objects.bulk_create([Service(ref=ref) for ref in sorted(refs - ids.keys())], batch_size=2_000)
    return ids | {service.ref: service.pk for service in made}


def _day(value: date | str | None) -> date | None:
    """A day of a raw query: SQLite gives text, PostgreSQL a date."""
    return None if value is None else date.fromisoformat(str(value))
