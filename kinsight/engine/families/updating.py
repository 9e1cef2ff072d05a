"""Brings the families' store up to the newest load: joins or reads again the families that later loads can touch, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kinsight.engine.database import Duck
from kinsight.engine.families import affected, building, inputs, news, services
from kinsight.engine.families.news import READ, News
from kinsight.engine.families.parts import Parts, first_facts, merged, shaped_facts
from kinsight.engine.families.segment import Segment
from kinsight.engine.families.service_numbers import Services
from kinsight.engine.families.store import Damaged, Manifest, Snapshot, Store, Written, program
from kinsight.rules.compile import derivation_rows
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database, supersession
from kinsight.store.days import FOREVER
from kinsight.store.keys import small_key
from kinsight.store.workspace import Workspace

#: After so many segments of changes those are written together: each costs every reader a little. And once as many families as this
#: part of all have changed, all are joined anew.
MOST_SEGMENTS, MOST_CHANGED = 16, 0.3
_ATTEMPTS = 5
#: What this process opened last of each store, and the marks of the workspace before it looked.
_seen: dict[Path, tuple[object, Snapshot]] = {}


def current(workspace: Workspace, as_of: int, knowledge: Knowledge, everyone: bool = False) -> Snapshot:
    """Families as the newest complete load has them: with `everyone` of all who are children on `as_of`, else perhaps without some who
    have grown up since. Raises WorkspaceMissing, WorkspaceBusy.

    Joins or reads again whom later loads touch, all when there is no store.
    """
    store, floor = Store(workspace.require()), as_of if everyone else FOREVER
    # Before looking: what is loaded or written meanwhile is then seen the next time.
    marks, (seen, snapshot) = _file_states(store), _seen.get(store.root, (None, None))
    if snapshot is None or marks is None or seen != marks or not _fits(snapshot.manifest, floor, knowledge):
        snapshot = _opened(store, as_of, floor, knowledge, snapshot)
        _seen[store.root] = marks, snapshot
    return snapshot


def _opened(store: Store, as_of: int, floor: int, knowledge: Knowledge, before: Snapshot | None) -> Snapshot:
    """Open the store, brought up. Others may write twice after the manifest was read; what is damaged on the disk is made anew."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return Snapshot.opened(store, _manifest(store, as_of, floor, knowledge), before)
        except FileNotFoundError:
            continue
        except Damaged:
            store.drop()
    return Snapshot.opened(store, _manifest(store, as_of, floor, knowledge), before)


def _file_states(store: Store) -> object:
    """By which a process sees that another has loaded, or written families; None where there is no store."""
    try:
        head, own = (store.workspace.root / "HEAD.json").stat(), store.file.stat()
    except FileNotFoundError:
        return None
    return head.st_ino, head.st_mtime_ns, own.st_ino, own.st_mtime_ns


def _manifest(store: Store, as_of: int, floor: int, knowledge: Knowledge) -> Manifest:
    """The manifest of a store that knows the newest load; brought up where it does not."""
    if (manifest := _usable(store, floor, knowledge)) and manifest.head == store.workspace.head():
        return manifest
    with store.writing():
        manifest, update = _usable(store, floor, knowledge), _Update(store, knowledge)
        if manifest is None:
            return update.whole(min(as_of - inputs.BEFORE, floor))
        if manifest.head == store.workspace.head():
            return manifest
        return update.changes(manifest)


def _usable(store: Store, floor: int, knowledge: Knowledge) -> Manifest | None:
    """The manifest of what can be read or brought up; None where all must be joined anew."""
    manifest = store.manifest()
    return manifest if manifest and _fits(manifest, floor, knowledge) and store.is_whole(manifest) else None


def _fits(manifest: Manifest, floor: int, knowledge: Knowledge) -> bool:
    """Whether everyone is in it who was a child on day `floor`, with the facts that follow from the record by this knowledge."""
    return manifest.floor <= floor and manifest.derivations == derivation_rows.digest(knowledge)


class _Update:
    """One writing of the store."""

    def __init__(self, store: Store, knowledge: Knowledge) -> None:
        self.store, self.workspace, self.knowledge = store, store.workspace, knowledge

    def whole(self, floor: int) -> Manifest:
        """Join everyone who was a child on day `floor` or later."""
        head = self.workspace.head()
        files = {table: self.workspace.files(table, head) for table in READ}
        with self._records(head) as db:
            load, concepts = _newest_load(db), self._concepts(_words(db))
            services.make(db)
            known = Services.of_tables(db)
            segments = tuple(
                self.store.add(parts, concepts, load)
                for parts in building.everyone(db, floor, self.knowledge, known, concepts)
            )
        named = self.store.add_services(known)
        by, base = derivation_rows.digest(self.knowledge), len(segments)
        return self.store.save(Manifest(program(), by, head, load, floor, files, concepts, named, segments, base))

    def changes(self, before: Manifest) -> Manifest:
        """Join again whose ties later loads may change, and read again whom their facts are about; everyone, where so many changed."""
        new = news.since(self.workspace, before.head, before.files, before.load)
        snapshot = Snapshot.opened(self.store, before, _seen.get(self.store.root, (None, None))[1])
        known, given_up = self._services(snapshot, new)
        if any(known.is_split(number, snapshot.services) for number in given_up):
            return self.whole(before.floor)
        concepts = self._concepts(pc.unique(new.events["concept"]).drop_null().to_pylist(), before.concepts)
        replaced = supersession.first_days_of(new.superseded)
        segments = before.segments
        gone = np.empty(0, np.int64)
        if new.joining or affected.replaced_is_joining(self.workspace, new, replaced):
            parts, removed = self._joined(new, snapshot, known, concepts)
            gone = np.union1d(removed, np.array(parts.child["child"]))
            segments += (self.store.add(parts, concepts, new.load, removed),) if len(gone) else ()
        if again := _ReadAgain(snapshot, new, replaced, known, given_up).parts(gone):
            segments += (self.store.add(again, concepts, new.load),)
        if _too_many(segments, before.base):
            return self.whole(before.floor)
        named = before.services if known is snapshot.services else self.store.add_services(known)
        after = replace(
            before, head=new.head, load=new.load, files=new.files, concepts=concepts, services=named, segments=segments
        )
        return self.store.save(self._compacted(after) if len(segments) - before.base >= MOST_SEGMENTS else after)

    def _joined(self, new: News, snapshot: Snapshot, known: Services, concepts: list[str]) -> tuple[Parts, np.ndarray]:
        """Families that may be others than before, and the keys of the children of whom there is none any more."""
        with self._records(new.head) as db:
            touched = affected.read(db, self.workspace, new.head, snapshot)
            inputs.families(db, snapshot.floor, self.knowledge)
            affected.keep_touched(db)
            made = building.tables(db, known, concepts, "store.event")
        return made, np.setdiff1d(touched, np.array(made.child["child"]))

    def _services(self, snapshot: Snapshot, new: News) -> tuple[Services, set[int]]:
        """The services now, by the numbers that they had, and the numbers given up."""
        recorded = set(pc.unique(new.events["service"]).to_pylist())
        if not new.services and recorded <= snapshot.services.numbers.keys():
            return snapshot.services, set()
        with scratch_database.connected() as con:
            db = Duck(con)
            self.workspace.attach(con, tables=("service",), head=new.head)
            db.keep("wrote", pa.table({"service": pa.array([*snapshot.services.numbers, *recorded], pa.int64())}))
            con.execute("CREATE VIEW records.event AS SELECT service FROM wrote")
            services.make(db)
            return Services.of_tables(db).keeping_numbers_of(snapshot.services)

    def _concepts(self, words: list[str], before: list[str] | None = None) -> list[str]:
        """Words of concepts in the order of their numbers: numbers once given stay."""
        have = list(before or [])
        made = {one.makes for one in self.knowledge.derivations.values()}
        more = sorted({*self.knowledge.concepts, *words, *made} - set(have))
        return [*have, *more]

    def _compacted(self, manifest: Manifest) -> Manifest:
        """One segment of changes in place of many."""
        snapshot, base = Snapshot.opened(self.store, manifest), manifest.base
        living = [(one, numbers) for one, numbers in snapshot.living()[base:] if len(numbers)]
        ever_removed = np.unique(np.concatenate([one.removed for one in snapshot.segments])).tolist()
        removed = [child for child in ever_removed if snapshot.place(child) is None]
        parts = merged([one.parts(numbers) for one, numbers in living])
        made = self.store.add(parts, manifest.concepts, manifest.load, removed)
        return replace(manifest, segments=(*manifest.segments[:base], made))

    @contextmanager
    def _records(self, head: dict[str, int]) -> Iterator[Duck]:
        with scratch_database.connected() as con:
            self.workspace.attach(con, head=head)
            yield Duck(con)


def _too_many(segments: tuple[Written, ...], base: int) -> bool:
    """Whether so many families have changed that joining everyone is less for every reader."""
    everyone, changed = (sum(one.children for one in some) for some in (segments[:base], segments[base:]))
    return changed > MOST_CHANGED * everyone + 100


def _newest_load(db: Duck) -> int:
    return int(db.rows("SELECT coalesce(max(load), 0) AS load FROM records.load")[0]["load"])


def _words(db: Duck) -> list[str]:
    return [row["concept"] for row in db.rows("SELECT DISTINCT concept FROM records.event WHERE concept IS NOT NULL")]


class _ReadAgain:
    """Families whose ties are as they were, with facts that came or were replaced. `replaced`: day by version; `given_up`: numbers of
    services that are one with others now."""

    def __init__(
        self, snapshot: Snapshot, new: News, replaced: dict[int, int], known: Services, given_up: set[int]
    ) -> None:
        self.snapshot, self.replaced, self.known, self.given_up = snapshot, replaced, known, given_up
        self.events = new.events.filter(pc.is_valid(new.events["concept"]))

    def parts(self, joined: np.ndarray) -> Parts | None:
        """All but those that were joined anew just now (keys); None when there are none."""
        people = np.unique(
            np.concatenate([np.array(self.events["person"]), *map(self._people, self.snapshot.segments)])
        )
        parts = []
        for one, living in self.snapshot.living():
            numbers = np.intersect1d(one.families_of(people), living)
            numbers = numbers[~np.isin(one.keys[numbers], joined)]
            if len(numbers):
                parts.append(one.parts(numbers))
        return self._with_news(merged(parts)) if parts else None

    def _people(self, one: Segment) -> np.ndarray:
        """About whom a segment has facts that were replaced, or of services that are others now."""
        touched = np.empty(0, np.int64)
        if self.replaced:
            touched = np.flatnonzero(np.isin(one.versions, list(self.replaced)))
        if self.given_up:
            touched = np.union1d(touched, np.flatnonzero(np.isin(one.families.events["service"], list(self.given_up))))
        return one.people_of(touched)

    def _with_news(self, parts: Parts) -> Parts:
        facts = self._renumbered(self._replaced_days(parts.fact))
        about = self.events.filter(pc.is_in(self.events["person"], parts.person["person"].combine_chunks()))
        facts = first_facts(pa.concat_tables([facts, shaped_facts(self._new_facts(about))]))
        return parts._replace(fact=facts.filter(pc.greater(facts["superseded"], facts["known"])))

    def _new_facts(self, new: pa.Table) -> pa.Table:
        superseded = [self.replaced.get(version, FOREVER) for version in new["version"].to_pylist()]
        numbers = [self.known.numbers[service] for service in new["service"].to_pylist()]
        return pa.table({
            "event": new["event"], "person": new["person"],
            "concept_key": pa.array([small_key(word) for word in new["concept"].to_pylist()], pa.int32()), "on": new["on"],
            "until": pc.fill_null(new["until"], FOREVER), "known": new["known"], "superseded": pa.array(superseded, pa.int32()),
            "service": pa.array(numbers, pa.int32()), "version": new["version"], "ref": new["ref"], "value": new["value"],
            "certainty": new["certainty"],
        })  # fmt: skip

    def _replaced_days(self, facts: pa.Table) -> pa.Table:
        versions, days = facts["version"].to_pylist(), facts["superseded"].to_pylist()
        first = [min(day, self.replaced.get(version, FOREVER)) for version, day in zip(versions, days, strict=True)]
        return _with(facts, "superseded", first)

    def _renumbered(self, facts: pa.Table) -> pa.Table:
        """Facts of services that are one with others now, by their new numbers."""
        before = {number: key for key, number in self.snapshot.services.numbers.items()}
        new = {number: self.known.numbers[before[number]] for number in self.given_up}
        return _with(facts, "service", [new.get(one, one) for one in facts["service"].to_pylist()]) if new else facts


def _with(table: pa.Table, column: str, values: list[int]) -> pa.Table:
    return table.set_column(table.schema.get_field_index(column), column, pa.array(values, pa.int32()))
