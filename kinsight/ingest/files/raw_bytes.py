"""The bytes of a feed's files, read within bounds: unpacked, line by line, and what their beginning shows."""

import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import orjson

#: Bytes of a line of NDJSON or CSV, and of a document that has to be held whole: a Bundle, or JSON over several lines.
LONGEST_LINE, LARGEST_DOCUMENT = 16_000_000, 256_000_000
_SNIFFED = 65_536
_CHUNK = 1 << 20


def reading(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if need be."""
    return io.BufferedReader(gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def lines(file: IO[bytes], longest: int = LARGEST_DOCUMENT) -> Iterator[tuple[int, bytes, bool]]:
    """(number from 1, line, whether it is whole): of a line over `longest` bytes only that many, and the rest is passed over.

    Raises `EOFError` or `OSError` where an archive breaks off.
    """
    number = 0
    while line := file.readline(longest):
        number += 1
        whole = line.endswith(b"\n") or len(line) < longest
        yield number, line, whole
        while not whole and (rest := file.readline(_CHUNK)):
            whole = rest.endswith(b"\n")


def overlong(path: Path) -> bool:
    """Whether a file has a line over `LONGEST_LINE` bytes. Raises `EOFError` or `OSError` where an archive breaks off."""
    since = 0
    with reading(path) as file:
        while part := file.read(_CHUNK):
            first, last = part.find(b"\n"), part.rfind(b"\n")
            if since + (first if first >= 0 else len(part)) > LONGEST_LINE:
                return True
            since = since + len(part) if last < 0 else len(part) - last - 1
    return False


def beginning(path: Path) -> bytes:
    """The first bytes of a file, and its whole first line where that is longer (up to the longest that is read)."""
    try:
        with reading(path) as file:
            start = file.read(_SNIFFED)
            return start if b"\n" in start else start + file.readline(LONGEST_LINE)
    except (EOFError, OSError):
        return b""


def types(path: Path) -> set[str]:
    """Types of resources that the beginning of a file shows."""
    values = (parsed(line) for line in beginning(path).split(b"\n"))
    return {str(value["resourceType"]) for value in values if isinstance(value, dict) and "resourceType" in value}


def parsed(text: bytes) -> object:
    """The JSON value of a text; None when it is none, or nested deeper than any resource is."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def too_deep(text: bytes) -> bool:
    """Whether a text that could not be parsed is nested too deep, and not merely broken."""
    depth = deepest = 0
    for one in _BRACKETS.finditer(text):
        depth += 1 if one[0] in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST


#: Values within values that the parser follows.
_DEEPEST = 1000
_BRACKETS = re.compile(rb"[\[\]{}]")


def in_utf8(path: Path, target: Path, encoding: str) -> Path:
    """A copy in plain UTF-8, at `target`. What cannot be decoded is written as an escape, so that it can be seen."""
    with reading(path) as file, target.open("w", encoding="utf-8", newline="") as out:
        text = io.TextIOWrapper(file, encoding, errors="backslashreplace", newline="")
        while part := text.read(_CHUNK):
            out.write(part)
    return target
