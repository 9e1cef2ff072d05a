"""An id is unique on its own server only: what keeps two servers' `Patient/1` apart, by name or by what contradicts (ADR 17)."""

import re
from collections.abc import Iterator
from typing import IO

import orjson

from kinsight.ingest.files import bundle
from kinsight.ingest.files.line_source import Lines, Refused
from kinsight.store.sql_files import statement

PACKAGE = "kinsight.ingest.files"

#: A server's name in every reference: `Patient/1@trust-b`.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
_REFERENCE = re.compile(
    rb'("(?:reference|source)":")(?:https?://[^"#?]*/)?([A-Z][A-Za-z]+/[^"/#?]+|urn:uuid:[^"/#?]+)((?:/_history/[^"/]*)?")'
)


def lines_of(server: str) -> Lines:
    """What turns NDJSON into the same lines, every Bundle opened, with every id and reference as that server's own."""

    def renamed(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
        for number, line in bundle.explode_lines(file, refused):
            yield number, _renamed(line, server.encode())

    return renamed


def _renamed(line: bytes, server: bytes) -> bytes:
    """A line that is no resource stays as it is: it will be held as what it is."""
    try:
        resource = orjson.loads(line)
    except orjson.JSONDecodeError:
        return line
    if not isinstance(resource, dict) or not isinstance(resource.get("id"), str) or not resource["id"]:
        return line
    resource["id"] += "@" + server.decode()
    return _REFERENCE.sub(rb"\1\2@" + server + rb"\3", orjson.dumps(resource))


#: The reason for which a line about somebody is held whose id another person has.
ANOTHER = "another-person"

#: SELECT of the keys of the patients by whose id another person came in an earlier load, who is held still.
CONTESTED = statement("contested", PACKAGE, another=ANOTHER)


def contradicting(kind: str) -> str:
    """SELECT of the lines of people (Patient or RelatedPerson) by whose id another is known already."""
    return statement("contradicting", PACKAGE, type=kind, another=ANOTHER)
