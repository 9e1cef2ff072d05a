"""One family: joined in SQLite as a sweep joins all, and judged by the same judge, for one child as of one day."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from kinsight.engine.database import Database, Lite, statement
from kinsight.engine.families import inputs
from kinsight.engine.rules import Rules
from kinsight.practice.knowledge import Knowledge
from kinsight.practice.roles import SAME_ADDRESS
from kinsight.records.locks import WorkspaceBusy
from kinsight.records.store import Workspace
from kinsight.signals import index, scope
from kinsight.signals.judging import Judge
from kinsight.signals.naming import Naming

Row = dict[str, Any]


class OneFamily:
    """Tables of one child's family as it could be known on `as_of`; `self.child` is the child's key."""

    def __init__(
        self, db: Lite, judge: Judge, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()
    ) -> None:
        """`own`: references of the reader's services, which stay named to them where others' names are withheld."""
        self.db, self.judge, self.rules = db, judge, judge.rules
        self.knowledge, self.as_of, self.own = knowledge, as_of, own
        scope.read(db, [child])
        inputs.build(db, as_of)
        self.child = self._which(child)
        keep_children(db, [self.child])
        db.run(statement("believed_on"))

    def _which(self, child: str) -> int:
        """The child asked for, or the born child that the pregnancy asked for became."""
        asked = ", ".join(map(str, scope.child_keys(self.db)))
        found = self.rows(f"SELECT child FROM child WHERE child IN ({asked})")
        if not found:
            found = self.rows(
                "SELECT baby AS child FROM carried WHERE ref = ? AND baby IN (SELECT child FROM child)", [child]
            )
        if not found:
            raise scope.ChildUnknown(self._why_no_child(child, asked))
        return int(found[0]["child"])

    def _why_no_child(self, child: str, asked: str) -> str:
        """Who is not a child, who may be one, and a number that does not say who is meant."""
        if self.rows("SELECT 1 FROM parted WHERE nhs_number = ? LIMIT 1", [child.replace(" ", "")]):
            return (
                "records with this NHS number contradict each other, and are kept apart: ask for one by its reference "
                "(kinsight identity conflicts names them)"
            )
        if self.rows(f"SELECT 1 FROM who WHERE human IN ({asked}) AND born IS NULL LIMIT 1"):
            return (
                "this person's birth date is not recorded: whether they are a child is not known, and nothing can be judged. "
                "Ask a service that knows them, and load the record again"
            )
        return "this person is not a child on that day"

    def run(self, fragments: bool) -> None:
        """Judge the child: makes `spell`, `owed` and `evidence` (`judging.py`); with `fragments`, as each service alone sees it too."""
        self.judge.one(self.db, views=fragments)

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[Row]:
        return self.db.rows(query, parameters or [])

    def facts(self) -> list[Row]:
        """Every fact about those tied to the child, with its words (see sql/told_event.sql); days are ints."""
        return self._facts(
            "SELECT event FROM records.event WHERE person IN (SELECT person FROM bond) UNION ALL SELECT event FROM derived"
        )

    def facts_that_count(self) -> list[Row]:
        """The same for those that took part in a spell, or set off what is owed: the child has been judged."""
        return self._facts(
            "SELECT event FROM evidence WHERE event IS NOT NULL UNION "
            "SELECT anchor FROM owed JOIN expectation USING (expectation_id) WHERE kind = 'concept'"
        )

    def _facts(self, which: str) -> list[Row]:
        self.db.make("telling", which)
        return [self.naming.fact(row) for row in self.rows(statement("told_event"))]

    @cached_property
    def withheld(self) -> bool:
        """Whether anyone of this family has a restricted record: then nothing of where any of them is may be shown.

        Also when looking back: a label holds for every day before it, and one that was taken off holds for the days before that.
        """
        return bool(self.rows(_RESTRICTED))

    @cached_property
    def naming(self) -> Naming:
        """Which services are named to the reader. The one that decides: all that is told of a family passes here."""
        refs = {row["alias"]: row for row in self.rows(_BY_ALIAS)}
        own = frozenset(refs[ref]["ref"] for ref in self.own if ref in refs)
        return Naming(self.withheld, own, {row["ref"]: row["service_no"] for row in refs.values()})

    @cached_property
    def services(self) -> list[Row]:
        """Who recorded something about anyone tied to the child: service (its reference), name, kind; whether it is named."""
        found = self.rows(
            "SELECT DISTINCT n.ref AS service, n.name, n.kind FROM event e JOIN service_no n ON n.service_no = e.service "
            f"WHERE e.person IN (SELECT person FROM bond WHERE role <> '{SAME_ADDRESS}') ORDER BY n.kind, n.name, n.ref"
        )
        return [self.naming.service(row) for row in found]

    def roles(self) -> dict[int, list[str]]:
        """Roles that each person has, or had, to the child."""
        found: dict[int, list[str]] = {}
        for row in self.rows("SELECT DISTINCT person, role FROM bond"):
            found.setdefault(row["person"], []).append(row["role"])
        return found


_BY_ALIAS = (
    "SELECT a.ref AS alias, n.ref, n.service_no FROM service_alias a JOIN service_no n ON n.service_no = a.service_no"
)
_RESTRICTED = """
SELECT 1 AS restricted FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version) CROSS JOIN clock
WHERE e.concept = 'restricted-record' AND coalesce(v.superseded, 2000000000) > clock.as_of
  AND h.human IN (SELECT t.human FROM bond b JOIN human t ON t.person = b.person)
LIMIT 1
"""


def keep_children(db: Database, only: list[int]) -> None:
    """Judge these children alone; brothers and sisters stay in the tables as relatives."""
    for table in ("child", "child_record", "bond"):
        db.run(f"DELETE FROM {table} WHERE child NOT IN ({', '.join('?' * len(only)) or 'NULL'})", only)


@contextmanager
def reading(
    workspace: Workspace, child: str, as_of: int, knowledge: Knowledge, own: Iterable[str] = ()
) -> Iterator[OneFamily]:
    with opened(workspace, knowledge) as (db, judge):
        yield OneFamily(db, judge, child, as_of, knowledge, own)


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
    except scope.ChildUnknown:
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
        self.path, self.knowledge, self.rules = path, knowledge, Rules(knowledge)
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
