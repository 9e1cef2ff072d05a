"""The sweep: every child, or those whom what is new concerns, from the families' store to spells and owed responses in words."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.engine.rules import rules_of
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import scratch_database
from kinsight.store.stages import stage
from kinsight.store.workspace import Workspace
from kinsight.sweep import concerned, program_version, published, result_tables
from kinsight.sweep.outcome import Swept, reading
from kinsight.sweep.plan import ASKED, Basis, Changes, Nothing, Whole, plan
from kinsight.sweep.published import Sweep
from kinsight.sweep.results import MOST, Manifest, Results

if TYPE_CHECKING:
    from kinsight.engine.families.store import Snapshot

#: What is under way, how much of it is done, of how much (0: not known).
Progress = Callable[[str, int, int], None]
#: Judges all children by these versions of the record tables, and writes the tables of results to a folder: how many children,
#: and how many versions of events they were judged by.
Everyone = Callable[[Workspace, dict[str, int], int, Knowledge, Path, Progress], tuple[int, int]]


def sweep(workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None) -> Sweep:
    """Everyone as known by the newest load, on a day. Answered from the results where they say it; else nothing is written."""
    swept = last(workspace, knowledge)
    if swept and plan(swept.manifest.basis, _basis(workspace, swept.head, as_of, knowledge)) == Nothing():
        return swept.everyone()
    with TemporaryDirectory(prefix="kinsight-sweep-") as folder:
        return _Run(workspace, Results(Path(folder)), as_of, knowledge, progress).whole(ASKED).everyone()


def bring_up(
    workspace: Workspace,
    as_of: int,
    knowledge: Knowledge,
    progress: Progress | None = None,
    whole: bool = False,
    everyone: Everyone | None = None,
) -> Swept:
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
        self.workspace, self.results, self.as_of, self.knowledge = workspace, folder, as_of, knowledge
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
        judged, events = judge(self.workspace, self.head, self.as_of, self.knowledge, folder, self.progress)
        return self._saved(Manifest(self.basis, events, (segment,), {}), "whole", judged, reason)

    def _everyone(
        self,
        workspace: Workspace,
        head: dict[str, int],
        as_of: int,
        knowledge: Knowledge,
        folder: Path,
        progress: Progress,
    ) -> tuple[int, int]:
        judged = self._judge(self._families(), None, folder)
        return judged, self._events()

    def changes(self, before: Manifest, step: Changes) -> Swept:
        """Judge the children whose families later loads touched, and those whom the days between concern."""
        snapshot = self._families()
        touched = snapshot.changed_since(step.since_load)
        if touched is None:
            return self.whole("all families were joined anew")
        events = before.events + self._events(step.since_load)
        after = replace(before, basis=self.basis, events=events)
        with reading(self.results, before.segments, self.workspace, self.head) as db:
            others = (concerned.grown(db, step.since_day, self.as_of), concerned.of_regrouped(db, before.practices))
            keys = np.unique(np.concatenate([touched, *others]))
            if not len(keys):
                return self._saved(after, "nothing", 0)
            segment, folder = self.results.new_segment()
            result_tables.write({"judged": concerned.judged(db, keys)}, folder, 0)
        judged = self._judge(snapshot, keys, folder)
        # Compacted before, not after: whoever has taken over all earlier segments is handed this one alone.
        earlier = (self.results.compacted(before.segments),) if len(before.segments) >= MOST else before.segments
        return self._saved(replace(after, segments=(*earlier, segment)), "changes", judged)

    def _events(self, after: int = 0) -> int:
        with scratch_database.connected() as con:
            self.workspace.attach(con, tables=("event",), head=self.head)
            db = Duck(con)
            db.keep("used", inputs.used(self.knowledge))
            return published.used_events(db, after)

    def _families(self) -> "Snapshot":
        """All families as of the newest load, which is the one that the results will rest on."""
        from kinsight.engine.families import updating  # here, for Numba takes a second to load

        self.progress("joining families", 0, 0)
        with stage("joining families") as counted:
            snapshot = updating.current(self.workspace, self.as_of, self.knowledge, everyone=True)
            counted["segments"] = len(snapshot.segments)
        self.head, self.basis = snapshot.manifest.head, replace(self.basis, load=snapshot.load)
        return snapshot

    def _judge(self, snapshot: "Snapshot", only: np.ndarray | None, folder: Path) -> int:
        """Judge everyone, or `only` these keys, and write the tables of results; how many are children."""
        from kinsight.engine import judge
        from kinsight.engine.families import blocks

        rules = rules_of(self.knowledge)
        options = judge.Options(self.as_of, inputs.horizon(self.as_of), past=False)
        names, judged = result_tables.Names.of(snapshot.services, rules), 0
        total = blocks.children(snapshot, self.as_of) if only is None else len(only)
        with stage("judging children", children=total):
            for number, block in enumerate(blocks.judged(snapshot, rules, options, only, os.cpu_count() or 1)):
                self.progress("judging children", judged, total)
                result_tables.write(result_tables.of_block(block, names), folder, number)
                judged += block.child.num_rows
        self.progress("judging children", judged, judged)
        return judged

    def _saved(self, manifest: Manifest, how: str, judged: int, reason: str = "") -> Swept:
        if how != "nothing":
            with reading(self.results, manifest.segments, self.workspace, self.head) as db:
                manifest = replace(manifest, practices=concerned.practices(db))
        self.results.save(manifest)
        return self._swept(manifest, how, judged, reason)

    def _swept(self, manifest: Manifest, how: str, judged: int, reason: str = "") -> Swept:
        seconds = perf_counter() - self.started
        return Swept(self.results, manifest, self.workspace, self.head, self.knowledge, how, judged, seconds, reason)


def _basis(workspace: Workspace, head: dict[str, int], as_of: int, knowledge: Knowledge) -> Basis:
    with scratch_database.database() as con:
        workspace.attach(con, tables=("load",), head=head)
        newest = con.execute("SELECT coalesce(max(load), 0) FROM records.load").fetchall()[0][0]
    return Basis(program_version.version(), knowledge.version, as_of, int(newest))


def _silent(_: str, __: int, ___: int) -> None:
    return None
