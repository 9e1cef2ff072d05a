"""Whether what sweeps kept is sound: a check of `kinsight verify`. It can always be made anew, by judging everyone."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from kinsight.records import parts
from kinsight.records.verify import Finding, Look
from kinsight.signals.kept import Kept

FOLDER = "swept"
_TO_DO = "forget what sweeps kept (kinsight verify --set-aside does): the next sweep judges everyone"


def check(look: Look) -> Iterator[Finding]:
    """Reading what sweeps kept. Every file of it is there, made of the bytes that were written, and readable."""
    kept = Kept.of(look.workspace)
    if not (kept.root / "state.json").exists():
        return
    if (state := kept.state()) is None:
        yield Finding(f"{FOLDER}/state.json", "cannot be read", _TO_DO)
        return
    for one in state.generations:
        here = {path.name for path in (kept.root / one.name).glob("*.parquet")}
        for name in sorted(here.union(one.files)):
            if wrong := _wrong(look.con, kept.root / one.name / name):
                yield Finding(f"{FOLDER}/{one.name}/{name}", wrong, _TO_DO)


def _wrong(con: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    if not path.exists():
        return "is missing"
    try:
        if not parts.as_written(path):
            return "does not hold the bytes that were written: it was damaged on the disk"
        con.execute("SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet([?])", [str(path)]).fetchall()
    except (duckdb.Error, OSError) as error:
        return f"cannot be read to its end ({type(error).__name__})"
    return None
