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
from kinsight.practice import walk
from kinsight.practice.knowledge import Knowledge
from kinsight.records import aside
from kinsight.records.store import Workspace, select
from kinsight.signals import digest, heard, joined, keeping, onefamily, population, reach, scope, telling
from kinsight.signals.kept import MOST, TABLES, TOLD, Generation, Kept, State
from kinsight.signals.population import Progress
from kinsight.signals.telling import Sweep

#: Judges all children as these versions of the records tell of them, and writes the tables that are kept to a folder: how many
#: children, and how many versions of events they were judged by.
Everyone = Callable[[Workspace, dict[str, int], int, Knowledge, Path, Progress], tuple[int, int]]
__all__ = ["Everyone", "Progress", "Sweep", "Swept", "bring_up", "sweep", "sweep_children"]


@dataclass(frozen=True)
class Swept:
    """What holds and is owed now, kept on disk. `how`: `whole`, `rules` (what knowledge changed), `changes`, or `nothing` was
    judged; `judged` children, in so many `seconds`."""

    kept: Kept
    state: State
    workspace: Workspace
    head: dict[str, int]
    knowledge: Knowledge
    how: str
    judged: int
    seconds: float

    @property
    def mark(self) -> str:
        """By which a later sweep knows what has been taken over from this one."""
        return self.state.generations[-1].name

    @cached_property
    def counts(self) -> dict[str, int]:
        """children, events, spells, owed, only_joined."""
        with self.reading() as db:
            return {**telling.counts(db), "events": self.state.events}

    def everyone(self) -> Sweep:
        with self.reading() as db:
            return telling.tables(db, self.knowledge, self.state.events, self.seconds)

    def changed(self, since: str, on: int) -> Sweep | None:
        """Those whose rows may be others than what `since` (a mark) said on day `on`; None when that is not known."""
        names = [one.name for one in self.state.generations]
        later = self.state.generations[names.index(since) + 1 :] if since in names else None
        if later is None or on > self.state.as_of or any(one.whole for one in later):
            return None
        with self.reading() as db:
            return telling.tell_changed(db, self.knowledge, self.state, self.seconds, self.kept.judged(later), on)

    @contextmanager
    def reading(self) -> Iterator[Duck]:
        """What is kept as tables `kept_child`, `kept_spell` and so on, and what names it."""
        with aside.connected() as con:
            db = Duck(con)
            self.workspace.attach(con, tables=("service",), head=self.head)
            # Telling names services, and has no need to look through all events for one that nobody named.
            con.execute(f"CREATE VIEW records.event AS {select('event', [])}")
            self.kept.attach(con, self.state.generations)
            telling.prepare(db, self.knowledge, self.state.as_of)
            yield db


def sweep(workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None) -> Sweep:
    """Everyone as known by the newest load, told as of a day. Nothing is kept of it, unless it is kept already."""
    kept, head = Kept.of(workspace.require()), workspace.head()
    state = kept.state()
    if state and _same(state, _facts(workspace, head, knowledge), as_of, knowledge):
        return Swept(kept, state, workspace, head, knowledge, "nothing", 0, 0.0).everyone()
    with TemporaryDirectory(prefix="kinsight-sweep-") as aside:
        run = _Run(workspace, Kept(Path(aside)), as_of, knowledge, progress or _silent)
        return run.whole().everyone()


def bring_up(
    workspace: Workspace, as_of: int, knowledge: Knowledge, progress: Progress | None = None, whole: bool = False,
    everyone: Everyone | None = None,
) -> Swept:  # fmt: skip
    """Judge again whom new records, a new day or changed rules can concern, and keep what is found; everyone with `whole`.

    `everyone`: judges all children in place of DuckDB, whatever is kept.
    """
    with Kept.of(workspace.require()).writing(workspace.patience) as kept:
        run = _Run(workspace, kept, as_of, knowledge, progress or _silent)
        return run.whole(everyone) if whole or everyone else run.least()


def last(workspace: Workspace, knowledge: Knowledge) -> Swept | None:
    """What the last sweep kept, as it is; None when nothing is."""
    kept = Kept.of(workspace.require())
    state = kept.state()
    return Swept(kept, state, workspace, workspace.head(), knowledge, "nothing", 0, 0.0) if state else None


def sweep_children(workspace: Workspace, children: list[str], as_of: int, knowledge: Knowledge) -> Sweep:
    """The same for these children alone (NHS numbers or references), now; their relatives are read as evidence only."""
    started = perf_counter()
    with onefamily.opened(workspace, knowledge) as (db, judge):
        scope.read(db, children)
        inputs.build(db, as_of)
        onefamily.keep_children(db, scope.child_keys(db))
        judge.all(db)
        keeping.make(db, TOLD)
        events = int(db.rows("SELECT count(*) AS n FROM event")[0]["n"])
        db.keep("title", telling.titles(knowledge))
        return telling.tables(db, knowledge, events, perf_counter() - started)


@dataclass(frozen=True)
class _Facts:
    """What decides how much must be judged again."""

    load: int
    rules: dict[str, str]


class _Run:
    """One sweep of one complete version of the records."""

    def __init__(self, workspace: Workspace, kept: Kept, as_of: int, knowledge: Knowledge, progress: Progress) -> None:
        self.started = perf_counter()
        self.workspace, self.kept, self.as_of, self.knowledge, self.progress = (
            workspace,
            kept,
            as_of,
            knowledge,
            progress,
        )
        self.head = workspace.head()
        self.facts = _facts(workspace, self.head, knowledge)
        self.state = kept.state()

    def least(self) -> Swept:
        """As little as gives what judging everyone would give."""
        state = self.state
        if state is None or _too_old(state, self.facts, self.as_of, self.knowledge):
            return self.whole()
        swept = self.changes(state)
        if swept.state.rules != self.facts.rules:
            swept = self.rules(swept)
        elif swept.state.knowledge != self.knowledge.version:
            # Other words, the same meaning.
            swept = self._saved(replace(swept.state, knowledge=self.knowledge.version), swept.how, swept.judged)
        return self._small(swept)

    def whole(self, everyone: Everyone | None = None) -> Swept:
        name, out = self.kept.fresh()
        judge = everyone or self._everyone
        judged, events = judge(self.workspace, self.head, self.as_of, self.knowledge, out, self.progress)
        return self._saved(self._state((Generation(name, True),), events), "whole", judged)

    def _everyone(self, workspace: Workspace, head: dict[str, int], as_of: int, knowledge: Knowledge, out: Path,
                  progress: Progress) -> tuple[int, int]:  # fmt: skip
        with self._scratch() as scratch:
            db = self._opened(scratch)
            workspace.attach(db.con, head=head)
            events = telling.used_events(db, "records")
            progress("joining families", 0, 0)
            joined.anew(db, as_of)
            joined.write(db, out)
            return population.judge(db, Rules(knowledge), scratch, out, progress), events

    def changes(self, state: State) -> Swept:
        """The children whom later records or the passing of time concern, by all rules that were known already."""
        with self._scratch() as scratch:
            db = self._opened(scratch)
            reach.attach(db.con, self.workspace, self.head)
            self.kept.attach(db.con, state.generations, "before")
            if not reach.touch(db.con, state.load, _grown(state.as_of, self.as_of)):
                db.con.close()
                return self._unchanged(state)
            events = state.events + telling.used_events(db, "store", state.load)
            self.progress("joining families", 0, 0)
            db.keep("heard", heard.heard(self.knowledge))
            reach.read(db.con)
            joined.anew(db, self.as_of, reach.JUDGED)
            joined.add(db)
            return self._judge_again(db, scratch, state, events)

    def _judge_again(self, db: Duck, scratch: Path, state: State, events: int) -> Swept:
        name, out = self.kept.fresh()
        keeping.file(db, out / "judged-before.parquet", reach.BEFORE)
        joined.write(db, out)
        judged = population.judge(db, Rules(self.knowledge), scratch, out, self.progress)
        with aside.database() as con:
            if self.kept.files(name, "child"):
                now = f"SELECT child, child_ref FROM read_parquet({self.kept.files(name, 'child')!r})"
                keeping.file(Duck(con), out / "judged-now.parquet", now)
        # Others were judged by the rules as they were: those that changed since are the next step's.
        made = self._state((*state.generations, Generation(name, False)), events)
        return self._saved(replace(made, rules=state.rules, knowledge=state.knowledge), "changes", judged)

    def rules(self, swept: Swept) -> Swept:
        """Everyone, by the rules that changed and what these rest on."""
        changed = {rule for rule, said in self.facts.rules.items() if swept.state.rules.get(rule) != said}
        gone = swept.state.rules.keys() - self.facts.rules.keys()
        part = walk.resting_on(self.knowledge, {rule.partition("/")[2] for rule in changed})
        with self._scratch() as scratch:
            db = self._opened(scratch)
            self.workspace.attach(db.con, head=self.head)
            self.kept.attach(db.con, swept.state.generations, "before")
            name, out = self.kept.fresh()
            joined.as_kept(db, self.as_of)
            judged = population.judge(db, Rules(part), scratch, out, self.progress)
        made = Generation(name, True, tuple(sorted(changed | gone)))
        state = self._state((*swept.state.generations, made), swept.state.events)
        return self._saved(state, "rules", judged)

    def _state(self, generations: tuple[Generation, ...], events: int) -> State:
        return State(
            program=digest.of_program(self.knowledge), knowledge=self.knowledge.version, rules=self.facts.rules, as_of=self.as_of,
            load=self.facts.load, events=events, generations=generations,
        )  # fmt: skip

    def _saved(self, state: State, how: str, judged: int) -> Swept:
        self.kept.save(state)
        return self._swept(state, how, judged)

    def _unchanged(self, state: State) -> Swept:
        return self._saved(replace(state, as_of=self.as_of, load=self.facts.load), "nothing", 0)

    def _swept(self, state: State, how: str, judged: int) -> Swept:
        return Swept(
            self.kept, state, self.workspace, self.head, self.knowledge, how, judged, perf_counter() - self.started
        )

    def _small(self, swept: Swept) -> Swept:
        """What many runs left, written together when they are too many."""
        return (
            swept
            if len(swept.state.generations) <= MOST
            else self._swept(self._together(swept), swept.how, swept.judged)
        )

    def _together(self, swept: Swept) -> State:
        name, out = self.kept.fresh()
        with aside.connected() as con:
            self.kept.attach(con, swept.state.generations)
            db = Duck(con)
            keeping.write(db, out, 0, TABLES)
        state = replace(swept.state, generations=(Generation(name, True),))
        self.kept.save(state)
        return state

    def _opened(self, scratch: Path) -> Duck:
        db = Duck(population.connect(scratch))
        db.keep("used", inputs.used(self.knowledge))
        return db

    @contextmanager
    def _scratch(self) -> Iterator[Path]:
        """A folder for what is laid out on the way; a killed run's is cleared away by the next."""
        self.kept.root.mkdir(parents=True, exist_ok=True)
        where = self.kept.root.resolve() / "scratch"
        shutil.rmtree(where, ignore_errors=True)
        where.mkdir()
        try:
            yield where
        finally:
            shutil.rmtree(where, ignore_errors=True)


def _facts(workspace: Workspace, head: dict[str, int], knowledge: Knowledge) -> _Facts:
    with aside.database() as con:
        workspace.attach(con, tables=("load",), head=head)
        newest = con.execute("SELECT coalesce(max(load), 0) FROM records.load").fetchall()[0][0]
    return _Facts(int(newest), digest.rules(knowledge))


def _too_old(state: State, facts: _Facts, as_of: int, knowledge: Knowledge) -> bool:
    """Whether what is kept cannot be brought up to this day and these records."""
    return (
        state.program != digest.of_program(knowledge)
        or as_of < state.as_of
        or inputs.horizon(as_of) != inputs.horizon(state.as_of)
        or facts.load < state.load
    )


def _same(state: State, facts: _Facts, as_of: int, knowledge: Knowledge) -> bool:
    """Whether what is kept is the very answer."""
    there = state.as_of, state.load, state.rules
    return there == (as_of, facts.load, facts.rules) and not _too_old(state, facts, as_of, knowledge)


def _grown(before: int, now: int) -> str:
    """References of the children who were children on the first of these days and are no longer: 18, or past six weeks after the
    expected day without a birth (linkage/sql/child_record.sql)."""
    return (
        f"SELECT person FROM before_child WHERE (born IS NOT NULL AND born + 6575 > {before} AND born + 6575 <= {now}) "
        f"OR (born IS NULL AND expected + 42 > {before} AND expected + 42 <= {now})"
    )


def _silent(_: str, __: int, ___: int) -> None:
    return None
