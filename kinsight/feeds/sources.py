"""Finds what there is to read below the given paths and makes it NDJSON, people first."""

import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kinsight.feeds.mapping import READINGS

_LINES = (".ndjson", ".jsonl")
_SNIFFED = 65_536
_RANK = {"Organization": 0, "Patient": 1, "RelatedPerson": 2}


class Unreadable(Exception):
    """A path that holds nothing we can read; the message says which and why."""


@dataclass(frozen=True)
class Source:
    """NDJSON ready to read. `name` is what people call the file; `lines`: what to call each of its lines (else 1, 2, …)."""

    path: Path
    name: str
    bytes: int
    types: frozenset[str]
    lines: tuple[int, ...] | None = None
    #: Rows that could not even become a resource: (line, what was wrong, the row).
    refused: tuple[tuple[int, str, str], ...] = ()

    @property
    def only(self) -> str | None:
        """Its one type, as far as its beginning shows."""
        return next(iter(self.types)) if len(self.types) == 1 else None

    @property
    def rank(self) -> int:
        if self.only in _RANK:
            return _RANK[self.only]
        return 3 if self.types & _RANK.keys() or not self.types else 4


@contextmanager
def opened(paths: list[Path], mapping: Path | None) -> Iterator[tuple[list[Source], list[str]]]:
    """Sources in the order to read them, and the names of files left alone. Temporary files live as long as the block."""
    with tempfile.TemporaryDirectory(prefix="kinsight-feed-") as scratch:
        found: list[Source] = []
        skipped: list[str] = []
        for path, name in _files(paths):
            source = _source(path, name, mapping, Path(scratch))
            found.append(source) if source else skipped.append(name)
        if not found:
            raise Unreadable(f"nothing to read in {', '.join(path.name for path in paths)}")
        yield sorted(found, key=lambda source: source.rank), skipped


def _files(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if path.is_dir():
            for file in sorted(file for file in path.rglob("*") if file.is_file()):
                yield file, file.relative_to(path).as_posix()
        elif path.exists():
            yield path, path.name
        else:
            raise Unreadable(f"{path.name}: no such file or folder")


def _source(path: Path, name: str, mapping: Path | None, scratch: Path) -> Source | None:
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if plain.suffix in _LINES:
        return _lines(path, name)
    return None


def _lines(path: Path, name: str) -> Source:
    return Source(path, name, path.stat().st_size, frozenset(_types(path)))


def reading(path: Path) -> BinaryIO:
    """The bytes of a file, unpacked if need be."""
    return io.BufferedReader(gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")  # type: ignore[arg-type]


def _types(path: Path) -> set[str]:
    """Types that the beginning of a file shows; those we do not read are left out."""
    with reading(path) as file:
        lines = file.read(_SNIFFED).split(b"\n")
    found = set()
    for line in lines:
        try:
            kind = json.loads(line)["resourceType"]
        except (ValueError, TypeError, KeyError):
            continue
        found.add(str(kind))
    return found & READINGS.keys()
