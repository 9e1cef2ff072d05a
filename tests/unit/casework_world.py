"""A small invented district for the casework tests: a fake sweep of Arrow tables, and staff of every role."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
from django.contrib.auth import get_user_model
from django.test import Client

from kinsight.casework.actions.publish import publish
from kinsight.casework.models import Child, Role, Service, Staff

AS_OF = date(2026, 11, 1)
HV, GP = "Organization/hv", "Organization/gp"
_SPELLS = pa.schema(
    [
        ("child_ref", pa.string()),
        ("view", pa.string()),
        ("indicator", pa.string()),
        ("since", pa.date32()),
        ("until", pa.date32()),
        ("count", pa.int32()),
    ]
)
_OWED = pa.schema(
    [
        ("child_ref", pa.string()),
        ("expectation", pa.string()),
        ("trigger", pa.date32()),
        ("due", pa.date32()),
        ("met_on", pa.date32()),
        ("ends", pa.date32()),
        ("lapses", pa.date32()),
        ("reason", pa.string()),
        ("anchor", pa.int64()),
        ("recorder", pa.string()),
    ]
)
_ROSTER = pa.schema(
    [
        ("child_ref", pa.string()),
        ("nhs_number", pa.string()),
        ("name", pa.string()),
        ("born", pa.date32()),
        ("expected", pa.date32()),
        ("left_on", pa.date32()),
        ("practice", pa.string()),
        ("mother", pa.int64()),
        ("mother_name", pa.string()),
        ("services", pa.list_(pa.string())),
    ]
)
Row = dict[str, Any]


def child(
    ref: str,
    name: str = "Ada Example",
    born: date | None = date(2024, 3, 1),
    services: Iterable[str] = (HV,),
    **more: Any,
) -> Row:
    blank = dict.fromkeys(("nhs_number", "expected", "left_on", "practice", "mother", "mother_name"))
    return {**blank, "child_ref": ref, "name": name, "born": born, "services": list(services), **more}


def spell(
    ref: str,
    indicator: str = "domestic-abuse",
    since: date = date(2026, 10, 20),
    until: date | None = None,
    view: str = "joined",
    count: int = 1,
) -> Row:
    return {"child_ref": ref, "view": view, "indicator": indicator, "since": since, "until": until, "count": count}


def debt(
    ref: str,
    expectation: str = "make-new-birth-visit",
    trigger: date = date(2026, 10, 1),
    due: date = date(2026, 10, 20),
    met_on: date | None = None,
    ends: date | None = None,
    lapses: date | None = None,
    anchor: int = 7,
    reason: str = "Owed at this age",
    recorder: str | None = None,
) -> Row:
    return {
        "child_ref": ref,
        "recorder": recorder,
        "expectation": expectation,
        "trigger": trigger,
        "due": due,
        "met_on": met_on,
        "ends": ends,
        "lapses": lapses,
        "reason": reason,
        "anchor": anchor,
    }


@dataclass
class FakeSweep:
    """What casework asks of a sweep."""

    roster: pa.Table
    spells: pa.Table
    owed: pa.Table
    knowledge_version: str = "v1"
    gone: tuple[str, ...] = ()


def sweep(
    children: Iterable[Row],
    spells: Iterable[Row] = (),
    owed: Iterable[Row] = (),
    version: str = "v1",
    gone: tuple[str, ...] = (),
) -> FakeSweep:
    tables = [
        pa.Table.from_pylist(list(rows), schema=schema)
        for rows, schema in ((children, _ROSTER), (spells, _SPELLS), (owed, _OWED))
    ]
    return FakeSweep(*tables, knowledge_version=version, gone=gone)


class PlainKnowledge:
    """Knowledge in which the health visitor owes everything, but for what `owners` says.

    `consider_harm_after_not_brought="gp, 5y: school-nurse"`: the GP, and the school nurse from the age of five.
    """

    def __init__(self, **owners: str) -> None:
        #: No role is tied to a kind of service: whoever has the role and the child on their caseload sees what it owes.
        self.owners: dict[str, Any] = {}
        self.expectations = _Owners({name.replace("_", "-"): owner for name, owner in owners.items()})


class _Owners(dict):
    def __getitem__(self, name: str) -> Any:
        first, *later = dict.get(self, name, "health-visitor").split(", ")
        return SimpleNamespace(owner=first, owner_from=dict(one.split(": ") for one in later))


def published(
    found: FakeSweep, as_of: date = AS_OF, whole: bool = True, records: Any = None, segment: str = "", **owners: str
) -> dict[str, int]:
    records = records or FakeRecords(found)
    return publish(
        found, by=None, as_of=as_of, knowledge=PlainKnowledge(**owners), whole=whole, records=records, segment=segment
    )


def staff(role: Role = Role.HEALTH_VISITOR, services: Iterable[str] = (HV,), name: str = "") -> Staff:
    """A member of staff without a password: tests sign in by force."""
    user = get_user_model().objects.create_user(name or f"{role.value}-{get_user_model().objects.count()}")
    member = Staff.objects.create(user=user, role=role)
    for ref in services:
        member.services.add(Service.objects.get_or_create(ref=ref)[0])
    return member


def the(ref: str) -> Child:
    return Child.objects.get(ref=ref)


@dataclass
class FakeRecords:
    """A record store that remembers what was written and gives the sweep it was told to give."""

    found: FakeSweep
    siblings: list[str] = field(default_factory=list)
    knowledge: Any = field(default_factory=PlainKnowledge)
    written: list[str] = field(default_factory=list)
    swept: list[list[str]] = field(default_factory=list)
    fails_at: str = ""
    lost: list[str] = field(default_factory=list)
    in_error: list[str] = field(default_factory=list)

    def write(self, fact: Any) -> None:
        self._may_fail("write")
        self.written.append(str(fact.id))
        self.lost = [one for one in self.lost if one != str(fact.id)]
        if fact.in_error_at:
            self.in_error.append(str(fact.id))

    def recorded(self) -> dict[str, bool]:
        return {one: one in self.in_error for one in self.written if one not in self.lost}

    def services(self) -> dict[str, tuple[str, str]]:
        return {HV: ("Riverside Health Visiting", "health-visiting")}

    def family(self, ref: str, as_of: int) -> Row:
        people = [{"ref": one, "name": None, "roles": []} for one in self.siblings]
        return {"child": {"ref": ref}, "people": people, "events": []}

    def sweep_children(self, refs: list[str], as_of: int) -> FakeSweep:
        self._may_fail("sweep")
        self.swept.append(refs)
        return self.found

    def _may_fail(self, where: str) -> None:
        if self.fails_at == where:
            raise RuntimeError("the store is not there")


def open_site(settings: Any, monkeypatch: Any) -> None:
    """Pages answer on AS_OF, over plain HTTP, from records that hold nothing."""
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", AS_OF.isoformat())
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: FakeRecords(sweep([])))


def signed_in(member: Staff) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    """What the main part of the page says, without the choices of its filters."""
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<select.*?</select>|<[^>]+>", " ", main, flags=re.DOTALL))
