"""Write a district: FHIR NDJSON, one file a resource type, and `truth.json`. The same seed gives the same bytes."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import orjson

from kinsight.synthetic import arcs, family_plan, test_numbers
from kinsight.synthetic import resources as fhir
from kinsight.synthetic.district_services import TEAMS, Team
from kinsight.synthetic.family_plan import Plan
from kinsight.synthetic.family_story import FamilyFeed, tell
from kinsight.synthetic.truth import Truth

#: Families told at one go: what a worker hands back at once.
_BATCH = 100
#: Below this a second process costs more than it gives.
_WORTH_SHARING = 3_000
#: Batches that may wait to be written.
_AHEAD = 8

Progress = Callable[[int, int], None]


@dataclass
class Summary:
    children: int
    families: int
    people: int
    resources: dict[str, int] = field(default_factory=dict)
    arcs: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """A family to be told: its number and where its NHS numbers begin."""

    number: int
    slot: int
    people: int
    children: int


@dataclass(frozen=True)
class Profile:
    """How a district is made up and written. `plan(seed, number, end)`: who is in a family; `write_families(seed, end, places)`: what
    their services recorded; `teams`: the services that send."""

    name: str
    plan: Callable[[int, int, int], Plan]
    write_families: Callable[[int, int, Iterable[Place]], FamilyFeed]
    teams: tuple[Team, ...] = TEAMS


def _plan(seed: int, number: int, end: int) -> Plan:
    return family_plan.draw(seed, number, end, arcs.shape_of(seed, number))


#: Tests the rules: every service answers every question, in our own codes. No rate in it says how common anything is.
PERFECT = Profile("perfect", _plan, tell)


def write(
    out: Path, children: int, seed: int, end: date, progress: Progress | None = None, profile: Profile = PERFECT
) -> Summary:
    """A district of exactly so many children under 18, born and unborn, as known on `end`. `progress(done, of)`. Raises ValueError."""
    if children < 1:
        raise ValueError("a district has at least one child")
    out.mkdir(parents=True, exist_ok=True)
    last = (end - date(1970, 1, 1)).days
    summary, truth = Summary(0, 0, 0), Truth(seed, end)
    with Files(out, summary) as files:
        files.services(last, profile.teams)
        for told in _all(children, seed, last, profile):
            keep(told, files, summary, truth)
            if progress:
                progress(summary.children, children)
    truth.write(out / "truth.json", summary.children, summary.families)
    return summary


def keep(told: FamilyFeed, files: "Files", summary: Summary, truth: Truth) -> None:
    for kind, lines in told.lines.items():
        files.add(kind, lines)
    summary.children += told.children
    summary.families += told.families
    summary.people += told.people
    truth.add(told)
    for found in told.arcs:
        summary.arcs[found["arc"]] = summary.arcs.get(found["arc"], 0) + 1


def places(children: int, seed: int, end: int, profile: Profile = PERFECT) -> Iterator[Place]:
    """Families by number until the district is full; one too large for the last places is passed over."""
    slot = number = taken = 0
    while taken < children:
        drawn = profile.plan(seed, number, end)
        people, size = len(drawn.people), drawn.minors
        start, (_, slot) = slot, test_numbers.take(slot, people)
        if taken + size <= children:
            taken += size
            yield Place(number, start, people, size)
        number += 1


def _all(children: int, seed: int, end: int, profile: Profile) -> Iterator[FamilyFeed]:
    batches = _batched(places(children, seed, end, profile), _BATCH)
    work = partial(profile.write_families, seed, end)
    if children < _WORTH_SHARING or (os.cpu_count() or 1) < 2:
        yield from map(work, batches)
        return
    yield from _shared(work, batches)


def _shared(work: Callable[[list[Place]], FamilyFeed], batches: Iterable[list[Place]]) -> Iterator[FamilyFeed]:
    """In order, on several processors, never more than a few batches ahead. A broken worker raises and is not started again."""
    waiting: deque[Future[FamilyFeed]] = deque()
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 4), mp_context=get_context("spawn")) as pool:
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) >= _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _batched(items: Iterable[Place], size: int) -> Iterator[list[Place]]:
    batch: list[Place] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _organization(team: object, last: int) -> fhir.Resource:
    made = fhir.organization(team.id, team.kind, team.name)  # type: ignore[attr-defined]
    made["meta"] = {"versionId": "1", "lastUpdated": f"{fhir.iso(last - 9000)}T09:00:00Z", "source": team.ref}  # type: ignore[attr-defined]
    return made


class Files:
    """One open file a resource type."""

    def __init__(self, out: Path, summary: Summary) -> None:
        self._out, self._summary = out, summary
        self._open: dict[str, object] = {}

    def __enter__(self) -> "Files":
        for old in self._out.glob("*.ndjson"):
            old.unlink()
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open.values():
            file.close()  # type: ignore[attr-defined]

    def services(self, last: int, teams: tuple[Team, ...] = TEAMS) -> None:
        """Everyone who sends, known long before the first family."""
        self.add("Organization", [orjson.dumps(_organization(team, last)) for team in teams])

    def add(self, kind: str, lines: list[bytes]) -> None:
        if kind not in self._open:
            self._open[kind] = (self._out / f"{kind}.ndjson").open("wb", buffering=1 << 20)
        self._open[kind].write(b"\n".join(lines) + b"\n")  # type: ignore[attr-defined]
        self._summary.resources[kind] = self._summary.resources.get(kind, 0) + len(lines)
