"""Whether the results of sweeps are sound: a check of `kinsight verify`. They can always be made again, by judging everyone."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from kinsight.store import part_files
from kinsight.store.upkeep.verify import Finding, Look
from kinsight.sweep.results import Results

FOLDER = "swept"
_TO_DO = "forget the results of sweeps (kinsight verify --set-aside does): the next sweep judges everyone"


def check(look: Look) -> Iterator[Finding]:
    """Reading the results of sweeps. Every file is there, made of the bytes that were written, and readable."""
    results = Results.of(look.workspace)
    manifest = results.manifest()
    if manifest is None:
        if results.file.exists():
            yield Finding(f"{FOLDER}/{results.file.name}", "cannot be read by this version", _TO_DO)
        return
    for one in manifest.segments:
        here = {path.name for path in (results.root / one.folder).glob("*.parquet")}
        for name in sorted(here.union(one.files)):
            if wrong := _wrong(look.con, results.root / one.folder / name):
                yield Finding(f"{FOLDER}/{one.folder}/{name}", wrong, _TO_DO)


def _wrong(con: duckdb.DuckDBPyConnection, path: Path) -> str | None:
    if not path.exists():
        return "is missing"
    try:
        if not part_files.as_written(path):
            return "does not hold the bytes that were written: it was damaged on the disk"
        con.execute("SELECT bit_xor(hash(COLUMNS(*))) FROM read_parquet([?])", [str(path)]).fetchall()
    except (duckdb.Error, OSError) as error:
        return f"cannot be read to its end ({type(error).__name__})"
    return None
