"""Bringing the families' store up to the newest load: whoever can be touched is joined or read again, nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.database import Duck
from kinsight.engine.families import affected, building, inputs, news, segment, services
from kinsight.engine.families.news import READ, News
from kinsight.engine.families.segment import Parts, Segment
from kinsight.engine.families.service_numbers import Services
from kinsight.engine.families.store import Manifest, Snapshot, Store, Written, program
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside
from kinsight.records.days import FOREVER
from kinsight.records.keys import small_key
from kinsight.records.store import Workspace

#: After so many segments those that hold changes are written together: each costs every reader a little. And once as many families as this
#: part of all have changed, all are joined anew.
MOST_SEGMENTS, MOST_CHANGED = 16, 0.3
_seen: dict[Path, tuple[tuple[object, ...], Snapshot]] = {}
_opened: dict[Path, dict[str, Segment]] = {}


def current(workspace: Workspace, as_of: int, knowledge: Knowledge, everyone: bool = False) -> Snapshot:
    """Families as the newest complete load has them: with `everyone` of all who are children on `as_of`, else perhaps without some who
    have grown up since. Raises WorkspaceMissing, WorkspaceBusy.

    Joins or reads again whom later loads touch, all when there is no store.
    """
    store = Store(workspace.require())
    seen = _seen.get(store.root)
    floor = as_of if everyone else FOREVER
    if seen is None or seen[0] != _marks(store) or seen[1].floor > floor:
        manifest = store.manifest()
        if (
            manifest is None
            or manifest.head != workspace.head()
            or manifest.floor > floor
            or not store.is_whole(manifest)
        ):
            manifest = _brought_up(store, as_of, floor, knowledge)
        marks = _marks(store)
        seen = _seen[store.root] = marks, _open(store, manifest)
    return seen[1]


def _marks(store: Store) -> tuple[object, ...]:
    """By which a process sees that another has loaded, or written families."""
    try:
        head, own = (store.workspace.root / "HEAD.json").stat(), store.file.stat()
    except FileNotFoundError:
        return (None,)
    return head.st_ino, head.st_mtime_ns, own.st_ino, own.st_mtime_ns


def _open(store: Store, manifest: Manifest) -> Snapshot:
    opened = _opened.setdefault(store.root, {})
    found = Snapshot.opened(store, manifest, opened)
    for name in opened.keys() - {one.name for one in manifest.segments}:
        del opened[name]
    return found


def _brought_up(store: Store, as_of: int, floor: int, knowledge: Knowledge) -> Manifest:
    with store.writing():
        manifest = store.manifest()
        if manifest is None or manifest.floor > floor or not store.is_whole(manifest):
            floor = min(as_of - building.BEFORE, manifest.floor if manifest else as_of)
            return _Update(store, knowledge).whole(floor)
        if manifest.head == store.workspace.head():
            return manifest
        return _Update(store, knowledge).changes(manifest)


class _Update:
    def __init__(self, store: Store, knowledge: Knowledge) -> None:
        self.store, self.workspace, self.knowledge = store, store.workspace, knowledge

    def whole(self, floor: int) -> Manifest:
        """Join everyone."""
        head = self.workspace.head()
        files = {table: self.workspace.files(table, head) for table in READ}
        with self._records(head) as db:
            load, concepts = _newest_load(db, "records"), self._concepts(_words(db))
            services.make(db)
            known = Services.of_tables(db)
            written = self._written(db, floor, known, concepts, load)
        named = self.store.add_services(known)
        return self._save(Manifest(program(), head, load, floor, files, concepts, named, written, len(written)))

    def _written(self, db: Duck, floor: int, known: Services, concepts: list[str], load: int) -> tuple[Written, ...]:
        """Segments of everyone; one at least, if empty, for it says what load is known."""
        return tuple(self.store.add(parts, concepts, load) for parts in building.everyone(db, floor, known, concepts))

    def changes(self, before: Manifest) -> Manifest:
        """Join again whose ties later loads may change, and read again whom their facts are about."""
        new = news.since(self.workspace, before.head, before.files, before.load)
        snapshot = Snapshot.opened(self.store, before, _opened.get(self.store.root, {}))
        known, given_up = self._services(snapshot, new)
        if any(known.is_split(number, snapshot.services) for number in given_up):
            return self.whole(before.floor)
        concepts = self._concepts(pc.unique(new.events["concept"]).drop_null().to_pylist(), before.concepts)
        snapshot.concepts = building.concepts_of(concepts)
        replaced = _replaced(snapshot, new.superseded)
        joining = new.joining or affected.replaced_is_joining(self.workspace, new, replaced)
        made, removed = self._joined(new, before, known, concepts) if joining else (None, np.empty(0, np.int64))
        again = _Again(snapshot, new, replaced, known, given_up)
        gone = np.union1d(removed, np.array(made.child["child"]) if made else removed)
        parts = [one for one in (made, again.parts(gone)) if one and (one.child.num_rows or len(removed))]
        added = tuple(self.store.add(one, concepts, new.load, removed if one is made else ()) for one in parts)
        named = before.services if known is snapshot.services else self.store.add_services(known)
        segments = (*before.segments, *added)
        after = Manifest(program(), new.head, new.load, before.floor, new.files, concepts, named, segments, before.base)
        return self._save(self._compacted(after))

    def _joined(self, new: News, before: Manifest, known: Services, concepts: list[str]) -> tuple[Parts, np.ndarray]:
        """Families that may be others than before, and the keys of the children of whom there is none any more."""
        with self._records(new.head) as db:
            touched = affected.read(db, self.workspace, before, self.store)
            inputs.families(db, before.floor)
            affected.keep_touched(db)
            made = building.tables(db, known, concepts, "store.event")
        return made, np.setdiff1d(touched(), np.array(made.child["child"]))

    def _services(self, snapshot: Snapshot, new: News) -> tuple[Services, set[int]]:
        """The services now, by the numbers that they had, and the numbers given up."""
        recorded = set(pc.unique(new.events["service"]).to_pylist())
        if not new.services and recorded <= snapshot.services.numbers.keys():
            return snapshot.services, set()
        with aside.connected() as con:
            db = Duck(con)
            self.workspace.attach(con, tables=("service",), head=new.head)
            db.keep("wrote", pa.table({"service": pa.array([*snapshot.services.numbers, *recorded], pa.int64())}))
            con.execute("CREATE VIEW records.event AS SELECT service FROM wrote")
            services.make(db)
            return Services.of_tables(db).keeping_numbers_of(snapshot.services)

    def _concepts(self, words: list[str], before: list[str] | None = None) -> list[str]:
        """Words of concepts in the order of their numbers: numbers once given stay."""
        have = list(before or [])
        more = sorted({*self.knowledge.concepts, *words, *inputs.DERIVED} - set(have))
        return [*have, *more]

    def _compacted(self, manifest: Manifest) -> Manifest:
        base, later = manifest.segments[: manifest.base], manifest.segments[manifest.base :]
        if sum(one.children for one in later) > MOST_CHANGED * sum(one.children for one in base) + 100:
            return self._rebuilt(manifest)
        return self._together(manifest) if len(later) >= MOST_SEGMENTS else manifest

    def _rebuilt(self, manifest: Manifest) -> Manifest:
        with self._records(manifest.head) as db:
            services.make(db)
            known = Services.of_tables(db)
            written = self._written(db, manifest.floor, known, manifest.concepts, manifest.load)
        named = self.store.add_services(known)
        return replace(manifest, segments=written, base=len(written), services=named)

    def _together(self, manifest: Manifest) -> Manifest:
        """One segment of changes in place of many."""
        snapshot = Snapshot.opened(self.store, manifest)
        living = [(one, numbers) for one, numbers in snapshot.living()[manifest.base :] if len(numbers)]
        ever_removed = np.unique(np.concatenate([one.removed for one in snapshot.segments])).tolist()
        removed = [child for child in ever_removed if snapshot.place(child) is None]
        parts = segment.joined([one.parts(numbers) for one, numbers in living])
        made = self.store.add(parts, manifest.concepts, manifest.load, removed)
        return replace(manifest, segments=(*manifest.segments[: manifest.base], made))

    def _save(self, manifest: Manifest) -> Manifest:
        before = self.store.manifest()
        named = {one.name for one in manifest.segments} | {manifest.services[0]}
        stale = {one.name for one in before.segments} | {before.services[0]} if before else set()
        manifest = replace(manifest, stale=tuple(sorted(stale - named)))
        self.store.save(manifest)
        return manifest

    @contextmanager
    def _records(self, head: dict[str, int]) -> Iterator[Duck]:
        with aside.connected() as con:
            self.workspace.attach(con, head=head)
            yield Duck(con)


def _newest_load(db: Duck, schema: str) -> int:
    return int(db.rows(f"SELECT coalesce(max(load), 0) AS load FROM {schema}.load")[0]["load"])


def _words(db: Duck) -> list[str]:
    return [row["concept"] for row in db.rows("SELECT DISTINCT concept FROM records.event WHERE concept IS NOT NULL")]


def _replaced(snapshot: Snapshot, superseded: pa.Table) -> dict[int, int]:
    """The first day on which each of these versions was no longer believed."""
    found: dict[int, int] = {}
    for version, day in zip(superseded["version"].to_pylist(), superseded["superseded"].to_pylist(), strict=True):
        found[version] = min(found.get(version, FOREVER), day)
    return found


class _Again:
    """Families whose ties are as they were, with facts that came or were replaced."""

    def __init__(
        self, snapshot: Snapshot, new: News, replaced: dict[int, int], known: Services, given_up: set[int]
    ) -> None:
        self.snapshot, self.new, self.replaced, self.known, self.given_up = snapshot, new, replaced, known, given_up

    def parts(self, joined: np.ndarray) -> Parts | None:
        """Those that were not joined anew just now (keys); None when there are none."""
        people = self._people()
        parts = []
        for one, living in self.snapshot.living():
            numbers = np.intersect1d(self._touched(one, people), living)
            numbers = numbers[~np.isin(one.keys[numbers], joined)]
            if len(numbers):
                parts.append(one.parts(numbers))
        return self._with_news(segment.joined(parts)) if parts else None

    def _people(self) -> np.ndarray:
        """About whom there are other facts than before."""
        told = np.unique(np.array(self.new.events.filter(pc.is_valid(self.new.events["concept"]))["person"]))
        versions = np.array(list(self.replaced), np.int64)
        of_replaced = (
            [
                one.people[_owners(one, np.flatnonzero(np.isin(one.versions, versions)))]
                for one in self.snapshot.segments
            ]
            if len(versions)
            else []
        )
        return np.unique(np.concatenate([told, *of_replaced]))

    def _touched(self, one: Segment, people: np.ndarray) -> np.ndarray:
        places = [one.families_of(int(person)) for person in np.intersect1d(people, one.people)]
        if self.given_up:
            events = np.flatnonzero(np.isin(one.families.events["service"], list(self.given_up)))
            places += [one.families_of(int(person)) for person in np.unique(one.people[_owners(one, events)])]
        return np.unique(np.concatenate([np.empty(0, np.int32), *places]))

    def _with_news(self, parts: Parts) -> Parts:
        facts = self._renumbered(self._replaced_days(parts.fact))
        people = pc.is_in(self.new.events["person"], parts.person["person"].combine_chunks())
        new = self.new.events.filter(pc.and_(people, pc.is_valid(self.new.events["concept"])))
        shaped = segment.shaped_facts(self._new_facts(new))
        facts = segment.first_facts(pa.concat_tables([facts, shaped]))
        return parts._replace(fact=facts.filter(pc.greater(facts["superseded"], facts["known"])))

    def _new_facts(self, new: pa.Table) -> pa.Table:
        versions, services_ = new["version"].to_pylist(), new["service"].to_pylist()
        return pa.table({
            "event": new["event"], "person": new["person"],
            "concept_key": pa.array([small_key(word) for word in new["concept"].to_pylist()], pa.int32()), "on": new["on"],
            "until": pc.fill_null(new["until"], FOREVER), "known": new["known"],
            "superseded": pa.array([self.replaced.get(one, FOREVER) for one in versions], pa.int32()),
            "service": pa.array([self.known.numbers[one] for one in services_], pa.int32()), "version": new["version"],
            "ref": new["ref"], "value": new["value"], "certainty": new["certainty"],
        })  # fmt: skip

    def _replaced_days(self, facts: pa.Table) -> pa.Table:
        if not self.replaced:
            return facts
        days = [
            min(day, self.replaced.get(version, FOREVER))
            for version, day in zip(facts["version"].to_pylist(), facts["superseded"].to_pylist(), strict=True)
        ]
        return _with(facts, "superseded", pa.array(days, pa.int32()))

    def _renumbered(self, facts: pa.Table) -> pa.Table:
        """Facts of services that are one with others now, by their new numbers."""
        if not self.given_up:
            return facts
        before = {number: key for key, number in self.snapshot.services.numbers.items()}
        new = {number: self.known.numbers[before[number]] for number in self.given_up}
        return _with(
            facts, "service", pa.array([new.get(one, one) for one in facts["service"].to_pylist()], pa.int32())
        )


def _with(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, values)


def _owners(one: Segment, events: np.ndarray) -> np.ndarray:
    """The number of the person whom each event is about."""
    return np.searchsorted(one.families.event_at, events, "right") - 1


__all__ = ["MOST_CHANGED", "MOST_SEGMENTS", "Written", "current"]
