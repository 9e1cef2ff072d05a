"""Children and the services that know them, brought up to date from a sweep's roster. Part of publishing."""

from collections.abc import Iterable
from typing import Any

from kinsight.casework.models import Child, Service
from kinsight.casework.tables import Table, day, rows

COLUMNS = ("child_ref", "nhs_number", "name", "born", "expected", "left_on", "practice", "services")
_FIELDS = ("nhs_number", "name", "search_name", "born", "expected", "left_on", "practice")
_BATCH = 2_000
Told = dict[str, dict[str, Any]]


def publish_roster(roster: Table) -> tuple[dict[str, int], dict[str, int]]:
    """Ids of the roster's children by ref, and counts. A slug, once given, stays."""
    told, known_by = read(roster)
    services = services_of({ref for refs in known_by.values() for ref in refs})
    before = {ref: values for ref, *values in standing(told)}
    fresh = [ref for ref in told if ref not in before]
    changed = [ref for ref in told if ref in before and before[ref] != list(told[ref].values())]
    Child.objects.bulk_create([Child(ref=ref, **told[ref]) for ref in fresh], batch_size=_BATCH)
    Child.objects.bulk_create(
        [Child(ref=ref, **told[ref]) for ref in changed], batch_size=_BATCH,
        update_conflicts=True, update_fields=_FIELDS, unique_fields=["ref"],
    )  # fmt: skip
    ids = dict(in_parts(told, "ref", "pk"))
    counts = {"children_new": len(fresh), "children_changed": len(changed)} | tie(ids, known_by, services)
    return ids, counts


def read(roster: Table) -> tuple[Told, dict[str, list[str]]]:
    """(ref → fields of the child, ref → refs of the services that know the child)."""
    told: Told = {}
    known_by: dict[str, list[str]] = {}
    for ref, number, name, born, expected, left_on, practice, services in rows(roster, COLUMNS):
        values = (number or "", name or "", searched(name), day(born), day(expected), day(left_on), practice or "")
        told[ref] = dict(zip(_FIELDS, values, strict=True))
        known_by[ref] = services or []
    return told, known_by


def searched(name: str | None) -> str:
    """A name as a search compares it."""
    return " ".join((name or "").casefold().split())


def in_parts(refs: Iterable[str], *columns: str) -> Iterable[tuple[Any, ...]]:
    """Columns of these children, a few thousand refs a query."""
    wanted = list(refs)
    for start in range(0, len(wanted), _BATCH):
        yield from Child.objects.filter(ref__in=wanted[start : start + _BATCH]).values_list(*columns)


def standing(told: Told) -> Iterable[tuple[Any, ...]]:
    return in_parts(told, "ref", *_FIELDS)


def services_of(refs: set[str]) -> dict[str, int]:
    """Ids of these services, made when new; their names come later, from `name_services`."""
    known = dict(Service.objects.filter(ref__in=refs).values_list("ref", "pk"))
    Service.objects.bulk_create([Service(ref=ref) for ref in sorted(refs - known.keys())])
    return dict(Service.objects.filter(ref__in=refs).values_list("ref", "pk")) if refs - known.keys() else known


def tie(ids: dict[str, int], known_by: dict[str, list[str]], services: dict[str, int]) -> dict[str, int]:
    """The caseloads: who knows whom now. A service that no longer knows a child loses the child."""
    through = Child.services.through
    found = {(ids[ref], services[service]) for ref, known in known_by.items() for service in known}
    before = {(child, service): pk for pk, child, service in ties(ids.values())}
    through.objects.bulk_create(
        [through(child_id=child, service_id=service) for child, service in sorted(found - before.keys())],
        batch_size=_BATCH,
    )
    gone = [before[pair] for pair in before.keys() - found]
    for start in range(0, len(gone), _BATCH):
        through.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    return {"caseload_new": len(found - before.keys()), "caseload_gone": len(gone)}


def ties(children: Iterable[int]) -> Iterable[tuple[int, int, int]]:
    wanted, through = list(children), Child.services.through
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        yield from through.objects.filter(child__in=part).values_list("pk", "child_id", "service_id")
