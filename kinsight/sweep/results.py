"""The results of sweeps, beside the records in `swept/`: a base of everyone and the changes since, as segments of Parquet files.

`manifest.json` names the segments and what they rest on. A run writes a new folder and then replaces the manifest by an atomic
rename: it is seen whole or not at all, and what a killed run left is cleared away by the next. The newest segment that judged a
child is the one that holds for it. All of it can be deleted at any time: the next sweep judges everyone.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from uuid import uuid4

import duckdb
import pyarrow as pa

from kinsight.store import disk, part_files, scratch_database, workspace_locks
from kinsight.store.workspace import Workspace, sql_type
from kinsight.sweep.plan import Basis

#: Where the statements of this room are.
PACKAGE = "kinsight.sweep"
#: How the folder is laid out. Another number is not read.
FORMAT = 7
#: The tables of results: `result_tables.py` makes them of arrays, and sql/result_<name>.sql where Spark judges.
TABLES = ("child", "caseload", "spell", "owed")
#: So many segments at the most: each costs every reader a little.
MOST = 24
#: Where the version before the manifest said what it kept.
_OLD = "state.json"
_KEY, _DAY, _WORD, _NUMBER, _FLAG = pa.int64(), pa.date32(), pa.string(), pa.int32(), pa.bool_()
#: Columns of each table. Days are what is published; the files hold them as days since 1970-01-01.
COLUMNS = {
    "child": pa.schema({"child": _KEY, "child_ref": _WORD, "nhs_number": _WORD, "name": _WORD, "born": _DAY, "expected": _DAY,
                        "left_on": _DAY, "practice": _WORD, "mother": _KEY, "mother_name": _WORD}),
    "caseload": pa.schema({"child": _KEY, "child_ref": _WORD, "service": _WORD, "last": _DAY}),
    "spell": pa.schema({"child": _KEY, "child_ref": _WORD, "view": _WORD, "indicator": _WORD, "since": _DAY, "until": _DAY,
                        "count": _NUMBER, "only_joined": _FLAG}),
    "owed": pa.schema({"child": _KEY, "child_ref": _WORD, "expectation": _WORD, "anchor": _KEY, "trigger": _DAY, "due": _DAY,
                       "ends": _DAY, "lapses": _DAY, "met_on": _DAY, "met_known": _DAY, "said_on": _DAY, "said_by": _WORD}),
    "judged": pa.schema({"child": _KEY, "child_ref": _WORD}),
}  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """What one run wrote in `folder`; a segment that is not the first also has a table `judged`: of whom nothing earlier holds.
    `name`: by which a reader knows how far it has come. `files`: names of its Parquet files, as listed when it was saved."""

    name: str
    folder: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What the segments, base first, together say. `events`: versions of events that knowledge has a word for. `practices`: by the
    reference of each child's practice, those under which staff know it."""

    basis: Basis
    events: int
    segments: tuple[Segment, ...]
    practices: dict[str, str]
    format: int = FORMAT


class Results:
    """The folder of a workspace in which results are. Raises nothing where it is missing or of another format: it is empty then."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = root / "manifest.json"

    @classmethod
    def of(cls, workspace: Workspace) -> "Results":
        return cls(workspace.root / "swept")

    def manifest(self) -> Manifest | None:
        """None where there is none that this version reads (`why_none`)."""
        try:
            read = json.loads(self.file.read_text())
            segments = tuple(Segment(one["name"], one["folder"], tuple(one["files"])) for one in read["segments"])
            found = Manifest(Basis(**read["basis"]), read["events"], segments, read["practices"])
            return found if read["format"] == FORMAT else None
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def why_none(self) -> str:
        """Why there is no manifest to read, in plain words."""
        if self.file.exists():
            return "what earlier sweeps wrote is damaged or of another version of Kinsight, and is not read"
        if (self.root / _OLD).exists():
            return "what earlier sweeps wrote is of an older version of Kinsight, and is not read"
        return "this workspace was never swept"

    @contextmanager
    def writing(self, wait: float = workspace_locks.PATIENCE) -> Iterator["Results"]:
        """The one writer; clears away what the manifest does not name. Raises WorkspaceBusy after `wait` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        with workspace_locks.exclusive(self.root / "sweeping.lock", wait):
            self._clear()
            yield self

    def new_segment(self) -> tuple[Segment, Path]:
        """A segment without files yet, and its folder."""
        name = f"s-{uuid4().hex[:12]}"
        (self.root / name).mkdir(parents=True)
        return Segment(name, name), self.root / name

    def save(self, manifest: Manifest) -> None:
        """Let these be the results, once their files are on the disk."""
        before = self.manifest()
        had = {one.folder for one in before.segments} if before else set()
        listed = tuple(replace(one, files=tuple(self._listed(one.folder))) for one in manifest.segments)
        new = [self.root / one.folder / file for one in listed if one.folder not in had for file in one.files]
        disk.sync(new, self.root.parent)
        disk.replace(self.file, json.dumps(asdict(replace(manifest, segments=listed))))
        (self.root / _OLD).unlink(missing_ok=True)

    def forget(self) -> None:
        """The next sweep judges everyone."""
        self.file.unlink(missing_ok=True)

    def compacted(self, segments: tuple[Segment, ...]) -> Segment:
        """All that holds of these as one new base, by the name of the last of them: a reader who has come so far has this."""
        segment, folder = self.new_segment()
        with self.reading(segments) as con:
            for table in TABLES:
                path = folder / f"{table}-00000.parquet"
                con.execute(f"COPY result_{table} TO '{_quoted(path)}' (FORMAT parquet, COMPRESSION zstd)")
                part_files.sealed(path)
        return replace(segment, name=segments[-1].name)

    @contextmanager
    def reading(self, segments: Sequence[Segment]) -> Iterator[duckdb.DuckDBPyConnection]:
        """A database with views `result_child`, `result_spell` and so on of what holds."""
        with scratch_database.connected() as con:
            self.attach(con, segments)
            yield con

    def attach(self, con: duckdb.DuckDBPyConnection, segments: Sequence[Segment]) -> None:
        con.execute(f"CREATE OR REPLACE TEMP TABLE newest AS {self._newest(segments)}")
        for table in TABLES:
            con.execute(f"CREATE OR REPLACE TEMP VIEW result_{table} AS {self._valid(table, segments)}")

    def judged(self, segments: Iterable[Segment]) -> str:
        """SQL of (child, child_ref) judged in these, those who are no longer children included; a child may come several times."""
        return " UNION ALL ".join([_empty("judged"), *(self._rows(one, "judged") for one in segments)])

    def _newest(self, segments: Sequence[Segment]) -> str:
        """The last segment, by its place, that judged a child, for the children that a later than the first did."""
        later = (
            f"SELECT child, {n} AS place FROM ({self._rows(one, 'judged')})" for n, one in enumerate(segments) if n
        )
        every = " UNION ALL ".join(["SELECT NULL::BIGINT AS child, 0 AS place WHERE false", *later])
        return f"SELECT child, max(place) AS place FROM ({every}) GROUP BY child"

    def _valid(self, table: str, segments: Sequence[Segment]) -> str:
        """Rows of each segment about children whom no later one judged."""
        each = (
            f"SELECT r.* FROM ({self._rows(one, table)}) r LEFT JOIN newest n ON n.child = r.child WHERE n.place IS NULL OR n.place <= {at}"
            for at, one in enumerate(segments)
        )
        return " UNION ALL ".join([_empty(table), *each])

    def _rows(self, segment: Segment, table: str) -> str:
        files = sorted(str(path) for path in (self.root / segment.folder).glob(f"{table}-*.parquet"))
        return f"SELECT * FROM read_parquet({files!r})" if files else _empty(table)

    def _listed(self, folder: str) -> list[str]:
        return sorted(path.name for path in (self.root / folder).glob("*.parquet"))

    def _clear(self) -> None:
        manifest = self.manifest()
        named = {one.folder for one in manifest.segments} if manifest else set()
        for folder in self.root.iterdir():
            if folder.is_dir() and folder.name not in named:
                shutil.rmtree(folder, ignore_errors=True)


def create_empty(con: duckdb.DuckDBPyConnection) -> None:
    """Create tables `result_child`, `result_spell` and so on without rows."""
    for table in TABLES:
        con.execute(f"CREATE TEMP TABLE result_{table} AS {_empty(table)}")


def columns(table: str) -> str:
    """The names of a table's columns, in their order, as SQL writes them."""
    return ", ".join(f'"{name}"' for name in COLUMNS[table].names)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sql(kind: pa.DataType) -> str:
    return sql_type(pa.int32() if kind == _DAY else kind)


def _empty(table: str) -> str:
    columns = ", ".join(f'NULL::{_sql(one.type)} AS "{one.name}"' for one in COLUMNS[table])
    return f"SELECT {columns} WHERE false"
