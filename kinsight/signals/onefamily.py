"""One family on one connection: the same inputs and program as the sweep, read for one child as of one day."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import inputs, scope, sweep
from kinsight.signals.engine import Engine, statement

Row = dict[str, Any]


class OneFamily:
    """Tables of one child's family as it could be known on `as_of`; `self.child` is the child's key."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, workspace: Workspace, child: str, as_of: int, knowledge: Knowledge
    ) -> None:
        self.con, self.knowledge, self.as_of = con, knowledge, as_of
        scope.attach(con, workspace.require(), [child])
        inputs.build(con, knowledge, as_of)
        self.child = self._which(child)
        sweep.keep_children(con, [self.child])
        con.execute(statement("believed_on"))

    def _which(self, child: str) -> int:
        """The child asked for, or the born child that the pregnancy asked for became."""
        asked = scope.child_keys(self.con)
        found = self.con.execute(
            "SELECT child FROM child WHERE child IN (SELECT unnest(?::BIGINT[]))", [asked]
        ).fetchall()
        if not found:
            found = self.con.execute(
                "SELECT baby FROM carried WHERE ref = ? AND baby IN (SELECT child FROM child)", [child]
            ).fetchall()
        if not found:
            raise scope.ChildUnknown("this person is not a child on that day")
        return int(found[0][0])

    def run(self, fragments: bool) -> Engine:
        engine = Engine(self.con, self.knowledge)
        engine.run(fragments)
        return engine

    def rows(self, query: str, parameters: list[Any] | None = None) -> list[Row]:
        found = self.con.execute(query, parameters or [])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def one(self, query: str) -> Row:
        return self.rows(query)[0]

    def facts(self) -> list[Row]:
        """Every fact of the family with its words (see sql/told_event.sql); days are ints."""
        return self.rows(statement("told_event"))

    def roles(self) -> dict[int, list[str]]:
        """Roles that each person has, or had, to the child."""
        found: dict[int, list[str]] = {}
        for row in self.rows("SELECT DISTINCT person, role FROM bond"):
            found.setdefault(row["person"], []).append(row["role"])
        return found


@contextmanager
def reading(workspace: Workspace, child: str, as_of: int, knowledge: Knowledge) -> Iterator[OneFamily]:
    with duckdb.connect() as con:
        con.execute("SET threads = 1")
        yield OneFamily(con, workspace, child, as_of, knowledge)
