"""A part: one Parquet file of a table, named after its own bytes, so that a byte that changed on disk is found.

Nothing else in a Parquet file as written here would tell: a changed number is a number too. So the name ends in a digest of
the content, which is checked by reading the file once. Parts written before this was so have none, and are only read.
"""

import hashlib
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.transaction import AddAction

#: What the name of a part begins with that compaction wrote: its rows are in the order of families.
CLUSTERED = "clustered-"
_NAMED = re.compile(r"-([0-9a-f]{32})\.parquet$")


@dataclass(frozen=True)
class Part:
    """`path`: in the table's folder. `size` in bytes, `rows` and `loads` (first and last number) as the table's log says them."""

    path: str
    size: int
    rows: int | None
    loads: tuple[int, int] | None


def sealed(path: Path) -> Path:
    """Rename a part that is written to the name that tells its content; the new path."""
    return path.rename(path.with_name(f"{path.stem}-{_digest(path)}.parquet"))


def as_written(path: Path) -> bool:
    """Whether the bytes are those that the name tells; true where it tells none."""
    named = _NAMED.search(path.name)
    return named is None or named[1] == _digest(path)


def is_digest_of(name: str, sha256: str) -> bool:
    """Whether content of this digest is what the name of a part tells; true where it tells none."""
    named = _NAMED.search(name)
    return named is None or sha256.startswith(named[1])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:32]


def added(path: Path, *, new_rows: bool = True) -> AddAction:
    """What a table's log says of a new part, with the first and the last load that it has rows of."""
    footer = pq.read_metadata(path)
    return _action(Part(path.name, path.stat().st_size, footer.num_rows, _loads(footer)), new_rows)


def _action(part: Part, new_rows: bool) -> AddAction:
    stats: dict[str, Any] = {} if part.rows is None else {"numRecords": part.rows}
    if part.loads:
        stats |= {"minValues": {"load": part.loads[0]}, "maxValues": {"load": part.loads[1]}}
    return AddAction(part.path, part.size, {}, int(time.time() * 1000), new_rows, json.dumps(stats))


def _loads(footer: Any) -> tuple[int, int] | None:
    place = footer.schema.names.index("load")
    found = [footer.row_group(group).column(place).statistics for group in range(footer.num_row_groups)]
    if not found or any(one is None or not one.has_min_max for one in found):
        return None
    return min(one.min for one in found), max(one.max for one in found)


def of(table: DeltaTable) -> list[Part]:
    """The parts of a table at the version at which it was opened, by path."""
    actions = table.get_add_actions(flatten=True)
    names = actions.schema.names
    rows = zip(*(_column(actions, names, one) for one in _WANTED), strict=True)
    return sorted(
        (
            Part(path, size, count, None if low is None or high is None else (low, high))
            for path, size, count, low, high in rows
        ),
        key=lambda part: part.path,
    )


_WANTED = ("path", "size_bytes", "num_records", "min.load", "max.load")


def _column(actions: Any, names: list[str], name: str) -> list[Any]:
    return actions.column(name).to_pylist() if name in names else [None] * int(actions.num_rows)
