"""Publishing what was found to an empty database, against a bare insert of the same rows and indexes, in one process.

`python -m bench.publishing WORKSPACE` publishes the results of a workspace to a SQLite database of its own, which is new, and
prints JSON: seconds of reading the results in words, of publishing those rows, and of the bare insert; and the most memory that
publishing held.
"""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from bench.line import END, Figures
from bench.measure import Took, both, once, ratios
from kinsight.cli import publish_commands
from kinsight.rules import loading as practice
from kinsight.store.workspace import Workspace
from kinsight.sweep.outcome import Swept
from kinsight.sweep.published import Sweep
from kinsight.sweep.run import last

#: Tables of the rows that a first publication brings, of which there are many.
TABLES = ("casework_child", "casework_child_services", "casework_pattern", "casework_owed")
_TOGETHER = 50_000


def measure(workspace: Workspace, times: int) -> Figures:
    """Each turn a process of its own, so that its memory is its own. Needs a sweep's results."""
    turns = [_turn(workspace) for _ in range(times)]
    reading, published, bare = ([Took(*one[name]) for one in turns] for name in ("reading", "published", "bare"))
    whole = [Took(a.processor + b.processor, a.wall + b.wall) for a, b in zip(reading, published, strict=True)]
    return {
        "seconds": both(whole), "reading_seconds": both(reading), "bare_seconds": both(bare),
        "ratio": both(ratios(published, bare)), "ratio_whole": both(ratios(whole, bare)),
        "rows": turns[-1]["rows"], "memory_gb": max(one["memory_gb"] for one in turns),
    }  # fmt: skip


def _turn(workspace: Workspace) -> Figures:
    words = [sys.executable, "-m", "bench.publishing", str(workspace.root)]
    told: Figures = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return told


def main() -> None:
    workspace, known = Workspace(Path(sys.argv[1])), practice.load()
    site, bare = workspace.root / "casework.sqlite3", workspace.root / "bare.sqlite3"
    for file in (site, bare):
        remove(file)
    publish_commands.start_site(workspace.root)
    if (found := last(workspace, known)) is None:
        raise SystemExit("there are no results: sweep first")
    rows: list[Sweep] = []
    reading = once(lambda: rows.append(found.everyone()))
    told: Figures = {"reading": reading, "published": once(lambda: write(found, rows[0])), "memory_gb": held()}
    told["bare"], told["rows"] = insert(site, bare)
    sys.stdout.write(json.dumps(told) + "\n")


def write(found: Swept, rows: Sweep) -> None:
    """Hand everyone's rows to the site, as a sweep does that publishes for the first time."""
    from kinsight.casework import publication_staging
    from kinsight.casework.actions.publish import publish as write_rows

    publication_staging.enlarge_cache()
    write_rows(sweep=rows, as_of=END, by=None, whole=True, segment=found.segment, knowledge=found.knowledge)


def remove(file: Path) -> None:
    """A SQLite database and its logs."""
    for part in file.parent.glob(f"{file.name}*"):
        part.unlink()


def held() -> float:
    """The most memory that this process has held so far, in GB."""
    most = re.search(r"^VmHWM:\s+(\d+) kB$", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(most[1]) * 1024 / 1e9 if most else 0.0


def insert(site: Path, bare: Path) -> tuple[Took, int]:
    """Every row of `TABLES` into the same tables of an empty database, a statement a row, and then their indexes, in one transaction;
    how many rows. Reading them is not counted."""
    with closing(sqlite3.connect(site)) as given, closing(sqlite3.connect(bare, isolation_level=None)) as con:
        con.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for table in TABLES:
            con.execute(_sql(given, table, "table")[0])
        spent, rows = [once(lambda: con.execute("BEGIN IMMEDIATE"))], 0
        for table in TABLES:
            cursor = given.execute(f"SELECT * FROM {table}")
            into = f"INSERT INTO {table} VALUES ({', '.join('?' * len(cursor.description))})"
            while part := cursor.fetchmany(_TOGETHER):
                rows += len(part)
                spent.append(once(lambda part=part, into=into: con.executemany(into, part)))
        indexes = [text for table in TABLES for text in _sql(given, table, "index")]
        spent.append(once(lambda: [con.execute(text) for text in [*indexes, "COMMIT"]]))
    return Took(sum(one.processor for one in spent), sum(one.wall for one in spent)), rows


def _sql(con: sqlite3.Connection, table: str, kind: str) -> list[str]:
    query = "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    return [text for (text,) in con.execute(query, [table, kind])]


if __name__ == "__main__":
    main()
