"""What could not be read is kept whole with its reason, and tried again when that may help."""

import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from kinsight.ingest.fhir import references
from kinsight.ingest.files import raw_bytes
from kinsight.ingest.intake import Bad, Taken
from kinsight.ingest.load_report import FileReport, LoadReport
from kinsight.ingest.load_run import Loading
from kinsight.ingest.quarantine import reasons
from kinsight.ingest.sources import Source
from kinsight.ingest.table_mapping.mapped_rows import MappedTable
from kinsight.store.keys import key
from kinsight.store.schema import TABLES
from kinsight.store.sql_files import statement
from kinsight.store.workspace import Writer

HELD, MENDED = "held", "mended"
#: SELECT of every item as it stands.
NEWEST = statement("newest_item", "kinsight.ingest.quarantine")


def keep(
    con: duckdb.DuckDBPyConnection,
    writer: Writer,
    source: Source,
    bad: list[Bad],
    load: int,
    table: MappedTable | None = None,
) -> None:
    """Append what is not held already. `table`: the source as it was read, when it is one."""
    whole = _of_table(table, bad) if table else _bodies(source, bad)
    found = [_row(source.name, line, body, *_explain(one, body), load) for one, line, body in whole]
    found += [
        _row(source.name, line, body, None, None, reason, about, load) for line, reason, about, body in source.refused
    ]
    _append(con, writer, found, "WHERE item NOT IN (SELECT item FROM records.quarantine)")


def _append(con: duckdb.DuckDBPyConnection, writer: Writer, rows: list[dict[str, Any]], where: str = "") -> None:
    if rows:
        con.register("incoming", pa.Table.from_pylist(rows, TABLES["quarantine"]))
        writer.append_query("quarantine", con, f"SELECT * FROM incoming {where}")
        con.unregister("incoming")


def _bodies(source: Source, bad: Iterable[Bad]) -> Iterator[tuple[Bad, int, str]]:
    """Each bad line with its true line number and its text; blank lines count in the number only."""
    wanted = {one.line: one for one in bad}
    if not wanted:
        return
    nth = 0
    with raw_bytes.reading(source.path) as file:
        for number, line, _ in raw_bytes.lines(file):
            if not line.strip():
                continue
            nth += 1
            if one := wanted.pop(nth, None):
                yield (
                    one,
                    source.lines[nth - 1] if source.lines else number,
                    line.strip().decode("utf-8", "backslashreplace"),
                )
                if not wanted:
                    return


def _of_table(table: MappedTable, bad: list[Bad]) -> Iterator[tuple[Bad, int, str]]:
    """The same of a table, whose lines are its rows."""
    bodies = table.bodies({one.line for one in bad}) if bad else {}
    return ((one, table.row_of(one.line), bodies[one.line]) for one in bad)


def _row(
    file: str, line: int, body: str, kind: str | None, ref: str | None, reason: str, element: str | None, load: int
) -> dict[str, Any]:
    return {
        "item": key(f"{file}\n{line}\n{body}"),
        "file": file,
        "line": line,
        "resource_type": kind,
        "ref": ref,
        "reason": reason,
        "detail": reasons.detail(reason, element),
        "body": body,
        "state": HELD,
        "load": load,
    }


def _explain(bad: Bad, body: str) -> tuple[str | None, str | None, str, str | None]:
    """Type, ref, reason and element, once the line itself has been looked at."""
    if bad.reason == "other-type":
        return bad.element, f"{bad.element}/{found}" if (found := _id(body)) else None, "unread-type", bad.element
    if bad.reason != "unreadable":
        return bad.type, bad.ref, bad.reason, bad.element
    return None, None, _unreadable(body), None


def _unreadable(body: str) -> str:
    """Why a line became no resource: the code of a reason."""
    try:
        value = json.loads(body)
    except RecursionError:
        return "too-deep"
    except ValueError:
        return "malformed-json"
    if isinstance(value, dict) and "resourceType" in value:
        return "broken-character" if re.search(_SURROGATE, body) else "too-deep"
    request = value.get("request") if isinstance(value, dict) else None
    deletes = isinstance(request, dict) and request.get("method") == "DELETE"
    return "deletion-not-followed" if deletes else "not-a-resource"


#: Half of a character: a high surrogate without its low one, or the other way round.
_SURROGATE = r"(?i)\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}"


def _id(body: str) -> str | None:
    found = _parsed(body)
    return str(found["id"]) if isinstance(found, dict) and found.get("id") else None


def _parsed(body: str) -> Any:
    """The JSON value of a text; None when it is none, and `false` for a bare null."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return False if found is None else found


@dataclass(frozen=True)
class Item:
    """One quarantined line. `body` is the line itself: it holds a patient's record."""

    item: int
    file: str
    line: int
    resource_type: str | None
    ref: str | None
    reason: str
    detail: str
    body: str
    state: str
    load: int


@dataclass(frozen=True)
class Retried:
    """How many items were tried again, and what became of them."""

    tried: int = 0
    accepted: int = 0
    already_had: int = 0
    still_held: int = 0


def again(loading: Loading, items: list[Item], received: dict[int, str]) -> tuple[Retried, dict[int, str]]:
    """Try items again as one load of their own; `received`: corrected bodies by item.

    Returns the counts and, of each item that is mended, whether it was "accepted" or "had".
    """
    if not items:
        return Retried(), {}
    bodies = [received.get(item.item, item.body).replace("\n", " ").replace("\r", " ") for item in items]
    with tempfile.TemporaryDirectory(prefix="kinsight-retry-") as scratch:
        path = Path(scratch) / "again.ndjson"
        path.write_text("\n".join(body.strip() or "{" for body in bodies) + "\n", "utf-8", "backslashreplace")
        taken = loading.take([Source(path, "", path.stat().st_size, frozenset(), single=True)]).files[0]
        fates = _outcomes(loading.con, items, taken)
        loading_no = loading.next
        _append(loading.con, loading.writer, _changed(items, bodies, taken, loading_no))
    counts = Retried(len(items), taken.accepted, taken.had, len(taken.bad))
    loading.finish([FileReport("", taken.taken_in, taken.accepted, taken.had, len(taken.bad))], retry=True)
    return counts, fates


def _outcomes(con: duckdb.DuckDBPyConnection, items: list[Item], taken: Taken) -> dict[int, str]:
    had = {line for (line,) in con.execute("SELECT line FROM line_outcome WHERE outcome = 'had'").fetchall()}
    bad = {one.line for one in taken.bad}
    return {item.item: "had" if nth in had else "accepted" for nth, item in enumerate(items, 1) if nth not in bad}


def _changed(items: list[Item], bodies: list[str], taken: Taken, load: int) -> list[dict[str, Any]]:
    """New rows for the items whose state or reason is another now."""
    bad = {one.line: one for one in taken.bad}
    rows = []
    for nth, (item, body) in enumerate(zip(items, bodies, strict=True), 1):
        if nth not in bad:
            rows.append({**vars(item), "state": MENDED, "load": load})
            continue
        kind, ref, reason, element = _explain(bad[nth], body)
        if reason != item.reason:
            fresh = {"resource_type": kind, "ref": ref, "reason": reason, "detail": reasons.detail(reason, element)}
            rows.append({**vars(item), **fresh, "load": load})
    return rows


#: Held lines about somebody who is known now. The reference is looked for in the text of the line.
_WAITING = statement(
    "waiting", "kinsight.ingest.quarantine", items=NEWEST, held=HELD, number_system=references.NHS_SYSTEM_PATTERN
)


def retry_dangling(loading: Loading, report: LoadReport) -> int:
    """Lines that waited for a person who has come: tried again, and counted in the report of their file as what they are."""
    loading.writer.attach_changed(loading.con)
    items = [Item(*row) for row in loading.con.execute(_WAITING).fetchall()]
    counts, fates = again(loading, items, {})
    files = {file.file: file for file in report.files}
    for item in items:
        if (file := files.get(item.file)) and item.load >= loading.first and item.item in fates:
            file.quarantined -= 1
            file.accepted += fates[item.item] == "accepted"
            file.already_had += fates[item.item] == "had"
            file.balance()
    return counts.accepted + counts.already_had
