"""The quarantine: what could not be read is kept whole with its reason, and tried again when it may help."""

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from kinsight.feeds import reasons, sources
from kinsight.feeds.intake import Bad
from kinsight.feeds.mapping import READINGS
from kinsight.feeds.report import LoadReport
from kinsight.feeds.sources import Source
from kinsight.records.keys import key
from kinsight.records.model import TABLES
from kinsight.records.store import Writer

if TYPE_CHECKING:
    from kinsight.feeds.load import Loading

HELD, MENDED = "held", "mended"


def keep(con: duckdb.DuckDBPyConnection, writer: Writer, source: Source, bad: list[Bad], load: int) -> None:
    """Append what is not held already."""
    rows = [_row(source, one, line, body, load) for one, line, body in _bodies(source, bad)]
    if not rows:
        return
    con.register("incoming", pa.Table.from_pylist(rows, TABLES["quarantine"]))
    writer.append_query("quarantine", con, "SELECT * FROM incoming WHERE item NOT IN (SELECT item FROM records.quarantine)")
    con.unregister("incoming")


def _bodies(source: Source, bad: Iterable[Bad]) -> Iterator[tuple[Bad, int, str]]:
    """Each bad line with its true line number and its text; blank lines count in the number only."""
    wanted = {one.line: one for one in bad}
    if not wanted:
        return
    nth = 0
    with sources.reading(source.path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            nth += 1
            if one := wanted.get(nth):
                yield one, source.lines[nth - 1] if source.lines else number, line.strip().decode("utf-8", "backslashreplace")


def _row(source: Source, bad: Bad, line: int, body: str, load: int) -> dict[str, Any]:
    kind, ref, reason, element = _explain(bad, body)
    return {
        "item": key(f"{source.name}\n{line}\n{body}"), "file": source.name, "line": line, "resource_type": kind, "ref": ref,
        "reason": reason, "detail": reasons.detail(reason, element), "body": body, "state": HELD, "load": load,
    }  # fmt: skip


def _explain(bad: Bad, body: str) -> tuple[str | None, str | None, str, str | None]:
    """Type, ref, reason and element, once the line itself has been looked at."""
    if bad.reason == "other-type":
        return bad.element, f"{bad.element}/{_id(body)}" if _id(body) else None, "unread-type", bad.element
    if bad.reason != "unreadable":
        return bad.type, bad.ref, bad.reason, bad.element
    try:
        json.loads(body)
    except ValueError:
        return None, None, "malformed-json", None
    return None, None, "not-a-resource", None


def _id(body: str) -> str | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return str(found["id"]) if isinstance(found, dict) and found.get("id") else None


def retry_dangling(loading: "Loading", report: LoadReport) -> int:
    return 0


__all__ = ["HELD", "MENDED", "READINGS", "keep", "retry_dangling"]
