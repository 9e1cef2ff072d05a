"""Databases that join one family in SQLite, as a sweep joins all, and judges beside them; each for one reader at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from kinsight.engine.database import Database, Lite
from kinsight.engine.families import inputs
from kinsight.engine.families.one import ChildUnknown
from kinsight.engine.rules import rules_of
from kinsight.practice.knowledge import Knowledge
from kinsight.records.locks import WorkspaceBusy
from kinsight.records.store import Workspace
from kinsight.signals import index, scope
from kinsight.signals.judging import Judge


def keep_children(db: Database, only: list[int]) -> None:
    """Judge these children alone; brothers and sisters stay in the tables as relatives."""
    for table in ("child", "child_record", "bond"):
        db.run(f"DELETE FROM {table} WHERE child NOT IN ({', '.join('?' * len(only)) or 'NULL'})", only)


@contextmanager
def opened(workspace: Workspace, knowledge: Knowledge) -> Iterator[tuple[Lite, Judge]]:
    """A database that reads this workspace's index, and a judge by this knowledge; nobody else's until the block ends.

    It is kept for the next who asks, with its statements prepared. Safe from any thread.
    """
    path = index.current(workspace)
    bench = _bench(path, knowledge, workspace.patience)
    db, judge = bench.take()
    db.con.execute("BEGIN")
    try:
        yield db, judge
    except ChildUnknown:
        db.con.execute("COMMIT")
        bench.put_back(db, judge)
        raise
    except BaseException:
        db.con.close()
        raise
    db.con.execute("COMMIT")
    bench.put_back(db, judge)


class _Bench:
    """Databases at rest, for one index file and one knowledge."""

    def __init__(self, path: Path, knowledge: Knowledge) -> None:
        self.path, self.knowledge, self.rules = path, knowledge, rules_of(knowledge)
        self.resting: list[tuple[Lite, Judge]] = []

    def take(self) -> tuple[Lite, Judge]:
        try:
            return self.resting.pop()
        except IndexError:
            return self._fresh()

    def put_back(self, db: Lite, judge: Judge) -> None:
        db.plan()
        self.resting.append((db, judge))

    def _fresh(self) -> tuple[Lite, Judge]:
        db, judge = Lite(), Judge(self.rules)
        scope.attach(db, self.path)
        db.run("BEGIN")
        judge.keep_names(db)
        db.keep("used", inputs.used(self.knowledge))
        db.run("COMMIT")
        return db, judge


#: The few workspaces and knowledges that a process looks at, newest last. A forked process starts its own.
_benches: dict[tuple[Path, int, int, int], _Bench] = {}
_MOST = 4
_lock = Lock()


def _bench(path: Path, knowledge: Knowledge, wait: float) -> _Bench:
    place = path, path.stat().st_ino, id(knowledge), os.getpid()
    with _locked(wait):
        found = _benches.pop(place, None) or _Bench(path, knowledge)
        _benches[place] = found
        while len(_benches) > _MOST:
            _benches.pop(next(iter(_benches)))
        return found


@contextmanager
def _locked(wait: float) -> Iterator[None]:
    if not _lock.acquire(timeout=wait):
        raise WorkspaceBusy("another thread is opening the index of families; try again in a moment")
    try:
        yield
    finally:
        _lock.release()
