"""The sweep: every child, or those whom what is new concerns, from the record store to spells and owed responses in words."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.engine.rules import Rules
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside
from kinsight.records.store import Workspace, select
from kinsight.signals import heard, reach
from kinsight.sweep import joined, population, program, published, results
from kinsight.sweep.plan import ASKED, Basis, Changes, Nothing, Whole, plan
from kinsight.sweep.population import Progress
from kinsight.sweep.published import Sweep
from kinsight.sweep.results import MOST, Manifest, Results

#: Judges all children by these versions of the record tables, and writes the tables of results to a folder: how many children,
#: and how many versions of events they were judged by.
Everyone = Callable[[Workspace, dict[str, int], int, Knowledge, Path, Progress], tuple[int, int]]


@dataclass(frozen=True)
class Swept:
    """The results as a run left them. `how`: `whole`, `changes` or `nothing` was judged; `reason`: why everyone was; `judged`
    children, in so many `seconds`."""

    results: Results
    manifest: Manifest
    workspace: Workspace
    head: dict[str, int]
    knowledge: Knowledge
    how: str
    judged: int
    seconds: float
    reason: str = ""

    @property
    def segment(self) -> str:
        """Name of the newest segment: by it a later sweep knows what a reader has taken over from this one."""
        return self.manifest.segments[-1].name

    @cached_property
    def counts(self) -> dict[str, int]:
        """children, events, spells, owed, only_joined."""
        with self.reading() as db:
            return {**published.counts(db), "events": self.manifest.events}

    def everyone(self) -> Sweep:
        with self.reading() as db:
            return published.everyone(db, self.knowledge, self.manifest.events, self.seconds)

    def changed(self, since: str, on: int) -> Sweep | None:
        """Those whose rows may be others than what segment `since` said on day `on`; None when that is not known."""
        names = [one.name for one in self.manifest.segments]
        if since not in names or on > self.manifest.basis.as_of:
            return None
        judged = self.results.judged(self.manifest.segments[names.index(since) + 1 :])
        with self.reading() as db:
            return published.changed(db, self.knowledge, self.manifest, self.seconds, judged, on)

    @contextmanager
    def reading(self) -> Iterator[Duck]:
        """A database with the results as tables `result_child`, `result_spell` and so on, and what names them."""
        with aside.connected() as con:
            db = Duck(con)
            self.workspace.attach(con, tables=("service",), head=self.head)
            # A service that nobody named is looked for among all events: naming results has no need of that.
            con.execute(f"CREATE VIEW records.event AS {select('event', [])}")
            self.results.attach(con, self.manifest.segments)
            published.prepare(db, self.knowledge, self.manifest.basis.as_of)
            yield db


def sweep(workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None) -> Sweep:
    """Everyone as known by the newest load, on a day. Answered from the results where they say it; else nothing is written."""
    swept = last(workspace, knowledge)
    if swept and plan(swept.manifest.basis, _basis(workspace, swept.head, as_of, knowledge)) == Nothing():
        return swept.everyone()
    with TemporaryDirectory(prefix="kinsight-sweep-") as folder:
        return _Run(workspace, Results(Path(folder)), as_of, knowledge, progress).whole(ASKED).everyone()


def bring_up(
    workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None, whole: bool = False,
    everyone: Everyone | None = None,
) -> Swept:  # fmt: skip
    """Judge again whom new records, a new day, or other knowledge can concern, and write the results; everyone with `whole`.

    `everyone`: judges all children in place of this process, whatever the results are.
    """
    with Results.of(workspace.require()).writing(workspace.patience) as folder:
        run = _Run(workspace, folder, as_of, knowledge, progress)
        return run.whole(ASKED, everyone) if whole or everyone else run.least()


def last(workspace: Workspace, knowledge: Knowledge) -> Swept | None:
    """The results of the last sweep as they are; None when there are none."""
    folder = Results.of(workspace.require())
    manifest = folder.manifest()
    return Swept(folder, manifest, workspace, workspace.head(), knowledge, "nothing", 0, 0.0) if manifest else None


class _Run:
    """One sweep of one complete version of the records."""

    def __init__(
        self, workspace: Workspace, folder: Results, as_of: int, knowledge: Knowledge, progress: Progress | None
    ) -> None:
        self.started, self.progress = perf_counter(), progress or _silent
        self.workspace, self.results, self.knowledge = workspace, folder, knowledge
        self.head = workspace.head()
        self.basis = _basis(workspace, self.head, as_of, knowledge)

    def least(self) -> Swept:
        """As little as gives what judging everyone would give."""
        before = self.results.manifest()
        if before is None:
            return self.whole(self.results.why_none())
        match plan(before.basis, self.basis):
            case Whole(reason):
                return self.whole(reason)
            case Changes() as step:
                return self.changes(before, step)
        return self._swept(before, "nothing", 0)

    def whole(self, reason: str, everyone: Everyone | None = None) -> Swept:
        segment, folder = self.results.new_segment()
        judge = everyone or self._everyone
        judged, events = judge(self.workspace, self.head, self.basis.as_of, self.knowledge, folder, self.progress)
        return self._saved(Manifest(self.basis, events, (segment,)), "whole", judged, reason)

    def _everyone(self, workspace: Workspace, head: dict[str, int], as_of: int, knowledge: Knowledge, folder: Path,
                  progress: Progress) -> tuple[int, int]:  # fmt: skip
        with self._scratch() as scratch:
            db = self._opened(scratch)
            workspace.attach(db.con, head=head)
            events = published.used_events(db, "records")
            progress("joining families", 0, 0)
            joined.anew(db, as_of)
            joined.write(db, folder)
            return population.judge(db, Rules(knowledge), scratch, folder, progress), events

    def changes(self, before: Manifest, step: Changes) -> Swept:
        """Judge the children whom later records or the passing of time concern."""
        with self._scratch() as scratch:
            db = self._opened(scratch)
            reach.attach(db.con, self.workspace, self.head)
            self.results.attach(db.con, before.segments, "before")
            if not reach.touch(db.con, step.since_load, _grown(step.since_day, self.basis.as_of)):
                db.con.close()
                return self._saved(replace(before, basis=self.basis), "nothing", 0)
            events = before.events + published.used_events(db, "store", step.since_load)
            self.progress("joining families", 0, 0)
            db.keep("heard", heard.heard(self.knowledge))
            reach.read(db.con)
            joined.anew(db, self.basis.as_of, reach.JUDGED)
            joined.add(db)
            return self._judge_again(db, scratch, replace(before, basis=self.basis, events=events))

    def _judge_again(self, db: Duck, scratch: Path, manifest: Manifest) -> Swept:
        segment, folder = self.results.new_segment()
        results.write_file(db, folder / "judged-before.parquet", reach.BEFORE)
        joined.write(db, folder)
        judged = population.judge(db, Rules(self.knowledge), scratch, folder, self.progress)
        with aside.database() as con:
            if now := self.results.files(segment, "child"):
                query = f"SELECT child, child_ref FROM read_parquet({now!r})"
                results.write_file(Duck(con), folder / "judged-now.parquet", query)
        # Compacted before, not after: whoever has taken over all earlier segments is handed this one alone.
        earlier = manifest.segments
        earlier = (self.results.compacted(earlier),) if len(earlier) >= MOST else earlier
        return self._saved(replace(manifest, segments=(*earlier, segment)), "changes", judged)

    def _saved(self, manifest: Manifest, how: str, judged: int, reason: str = "") -> Swept:
        self.results.save(manifest)
        return self._swept(manifest, how, judged, reason)

    def _swept(self, manifest: Manifest, how: str, judged: int, reason: str = "") -> Swept:
        seconds = perf_counter() - self.started
        return Swept(self.results, manifest, self.workspace, self.head, self.knowledge, how, judged, seconds, reason)

    def _opened(self, scratch: Path) -> Duck:
        db = Duck(population.connect(scratch))
        db.keep("used", inputs.used(self.knowledge))
        return db

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder for what is only needed while the run lasts; a killed run's is cleared away by the next."""
        self.results.root.mkdir(parents=True, exist_ok=True)
        where = self.results.root.resolve() / "scratch"
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir()
        try:
            yield where
        finally:
            shutil.rmtree(where, ignore_errors=True)


def _basis(workspace: Workspace, head: dict[str, int], as_of: int, knowledge: Knowledge) -> Basis:
    with aside.database() as con:
        workspace.attach(con, tables=("load",), head=head)
        newest = con.execute("SELECT coalesce(max(load), 0) FROM records.load").fetchall()[0][0]
    return Basis(program.version(), knowledge.version, as_of, int(newest))


def _grown(before: int, now: int) -> str:
    """References of the children who were children on the first of these days and are no longer: 18, or past six weeks after the
    expected day without a birth (linkage/sql/child_record.sql)."""
    return (
        f"SELECT person FROM before_child WHERE (born IS NOT NULL AND born + 6575 > {before} AND born + 6575 <= {now}) "
        f"OR (born IS NULL AND expected + 42 > {before} AND expected + 42 <= {now})"
    )


def _silent(_: str, __: int, ___: int) -> None:
    return None
