"""What sweeps found, kept beside the records: generations of Parquet files, of which the newest that judged a child holds.

A sweep writes a new folder and then replaces `state.json` by an atomic rename: it is seen whole or not at all, and what a
killed one left behind is cleared away by the next. All of it can be deleted at any time: the next sweep is a whole one.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from kinsight.records import disk, locks
from kinsight.records.store import Workspace

#: What is kept, each a table `kept_<name>` made by sql/keep_<name>.sql: what is told of the children, and families as they were
#: joined, so that a new fact about someone can be judged without joining them again.
TOLD, JOINED = ("child", "caseload", "spell", "owed"), ("bond", "derived")
TABLES = TOLD + JOINED
#: Those of them that a change of knowledge replaces for the rules concerned alone, and the column that names the rule.
_BY_RULE = {"spell": "indicator", "owed": "expectation"}
#: After so many generations all that holds is written together again: each costs every reader a little.
MOST = 24
_KEY, _DAY, _WORD = "BIGINT", "INTEGER", "VARCHAR"
#: The shape of each, for where there is nothing.
_SHAPES = {
    "child": {"child": _KEY, "person": _KEY, "child_ref": _WORD, "nhs_number": _WORD, "name": _WORD, "born": _DAY, "expected": _DAY,
              "left_on": _DAY, "practice": _WORD, "known": _DAY},
    "caseload": {"child": _KEY, "child_ref": _WORD, "service": _WORD},
    "spell": {"child": _KEY, "child_ref": _WORD, "view": _WORD, "indicator": _WORD, "since": _DAY, "until": _DAY, "count": "INTEGER",
              "only_joined": "BOOLEAN"},
    "owed": {"child": _KEY, "child_ref": _WORD, "expectation": _WORD, "anchor": _KEY, "trigger": _DAY, "due": _DAY, "ends": _DAY,
             "met_on": _DAY, "met_known": _DAY, "said_on": _DAY, "said_by": _WORD},
    "bond": {"child": _KEY, "person": _KEY, "role": _WORD, "from": _DAY, "until": _DAY, "known": _DAY, "superseded": _DAY},
    "derived": {"child": _KEY, "event": _KEY, "concept": _WORD, "person": _KEY, "on": _DAY, "until": _DAY, "known": _DAY,
                "superseded": _DAY},
    "judged": {"child": _KEY, "child_ref": _WORD},
}  # fmt: skip


@dataclass(frozen=True)
class Generation:
    """One run. `whole`: everyone was judged, else the children of its `judged` table. `rules`: only by these, or they are no more;
    None, by all. Rules are `indicator/NAME` and `expectation/NAME`. `files`: its Parquet files, as told when it was saved."""

    name: str
    whole: bool
    rules: tuple[str, ...] | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class State:
    """What the generations together answer: `load` is the newest load they know, `rules` a digest of each rule (digest.py)."""

    program: str
    knowledge: str
    rules: dict[str, str]
    as_of: int
    load: int
    events: int
    generations: tuple[Generation, ...]
    #: Folders that nothing needs from the next writing on; whoever opened this state may still read them.
    stale: tuple[str, ...] = ()


class Kept:
    """The folder of a workspace in which sweeps are kept."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._file = root / "state.json"

    @classmethod
    def of(cls, workspace: Workspace) -> "Kept":
        return cls(workspace.root / "swept")

    def state(self) -> State | None:
        """None when nothing is kept, or when it cannot be read: then everyone is judged again."""
        try:
            told = json.loads(self._file.read_text())
            generations = [_generation(one) for one in told.pop("generations")]
            return State(**{**told, "generations": tuple(generations), "stale": tuple(told["stale"])})
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    @contextmanager
    def writing(self, wait: float = locks.PATIENCE) -> Iterator["Kept"]:
        """The one writer; clears away what no state names. Raises WorkspaceBusy after `wait` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locks.exclusive(self.root / "sweeping.lock", wait):
            self._clear()
            yield self

    def fresh(self) -> tuple[str, Path]:
        """Name and folder of a new generation."""
        name = f"g-{uuid4().hex[:12]}"
        (self.root / name).mkdir(parents=True)
        return name, self.root / name

    def save(self, state: State) -> None:
        before = self.state()
        names = {one.name for one in state.generations}
        stale = tuple(one.name for one in before.generations if one.name not in names) if before else ()
        listed = tuple(replace(one, files=tuple(self._listed(one.name))) for one in state.generations)
        had = {one.name for one in before.generations} if before else set()
        fresh = [self.root / one.name / file for one in listed if one.name not in had for file in one.files]
        disk.sync(fresh, self.root.parent)
        disk.replace(self._file, json.dumps(asdict(replace(state, stale=stale, generations=listed))))

    def _listed(self, name: str) -> list[str]:
        return sorted(path.name for path in (self.root / name).glob("*.parquet"))

    def forget(self) -> None:
        """The next sweep judges everyone."""
        self._file.unlink(missing_ok=True)

    def _clear(self) -> None:
        state = self.state()
        needed = {one.name for one in state.generations} if state else set()
        for folder in self.root.iterdir():
            if folder.is_dir() and folder.name not in needed:
                shutil.rmtree(folder, ignore_errors=True)

    def files(self, name: str, table: str) -> list[str]:
        return sorted(str(path) for path in (self.root / name).glob(f"{table}-*.parquet"))

    def attach(self, con: duckdb.DuckDBPyConnection, generations: tuple[Generation, ...], prefix: str = "kept") -> None:
        """Views `kept_child`, `kept_spell` and so on, of what holds; or under another prefix."""
        con.execute(f"CREATE OR REPLACE TEMP TABLE latest AS {self._latest(generations)}")
        for table in TABLES:
            con.execute(f"CREATE OR REPLACE TEMP VIEW {prefix}_{table} AS {self._holding(table, generations)}")

    def judged(self, generations: tuple[Generation, ...]) -> str:
        """SQL of (child, child_ref) judged in these, those who are no longer children included; a child may come several times."""
        parts = [self._rows(one.name, "judged") for one in generations]
        return " UNION ALL ".join(parts or [_nothing("judged")])

    def _latest(self, generations: tuple[Generation, ...]) -> str:
        """The last generation that judged a child anew, for the children that a later than the first did."""
        parts = [
            f"SELECT child, {n} AS generation FROM ({self._rows(one.name, 'judged')})"
            for n, one in enumerate(generations)
            if not one.whole
        ]
        nobody = "SELECT NULL::BIGINT AS child, 0 AS generation WHERE false"
        return (
            f"SELECT child, max(generation) AS generation FROM ({' UNION ALL '.join([*parts, nobody])}) GROUP BY child"
        )

    def _holding(self, table: str, generations: tuple[Generation, ...]) -> str:
        column, parts = _BY_RULE.get(table), []
        for n, one in enumerate(generations):
            if one.rules is None or column:
                later = [name for other in generations[n + 1 :] for name in _named(other, column)]
                parts.append(
                    f"SELECT k.* FROM ({self._rows(one.name, table)}) k LEFT JOIN latest l ON l.child = k.child "
                    f"WHERE (l.generation IS NULL OR l.generation <= {n}) {_among(column, _named(one, column), one.rules is not None)}"
                    f"{_among(f'NOT {column}', later)}"
                )
        return " UNION ALL ".join(parts or [_nothing(table)])

    def _rows(self, name: str, table: str) -> str:
        files = self.files(name, table)
        return f"SELECT * FROM read_parquet({files!r})" if files else _nothing(table)


def _generation(told: dict[str, Any]) -> Generation:
    rules = told["rules"]
    return Generation(
        told["name"], told["whole"], None if rules is None else tuple(rules), tuple(told.get("files", ()))
    )


def _nothing(table: str) -> str:
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in _SHAPES[table].items())
    return f"SELECT {columns} WHERE false"


def _named(one: Generation, column: str | None) -> list[str]:
    """The names of a generation's rules of one kind."""
    return [rule.partition("/")[2] for rule in one.rules or () if rule.partition("/")[0] == column]


def _among(column: str | None, names: list[str], even_none: bool = False) -> str:
    words = ", ".join("'" + name.replace("'", "''") + "'" for name in names) or "NULL"
    return f" AND {column} IN ({words})" if names or even_none else ""
