"""Finds what there is to read below the given paths, people first: NDJSON, what is made NDJSON, and tables."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from kinsight.ingest.fhir.mapping import READINGS
from kinsight.ingest.files import bundle, raw_bytes, servers
from kinsight.ingest.files.line_source import Lines, Refused
from kinsight.ingest.files.raw_bytes import reading
from kinsight.ingest.table_mapping import mapping_file, table_files, warehouse
from kinsight.ingest.table_mapping.warehouse import Table

_LINES, _JSON, _CSV = (".ndjson", ".jsonl"), (".json",), (".csv",)
_RANK = {"Organization": 0, "Patient": 1, "RelatedPerson": 2, "Person": 2}
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """A path that holds nothing we can read; the message says which and why."""


@dataclass(frozen=True)
class Source:
    """NDJSON or a table, ready to read. `name` is what people call the file; `lines`: what to call each of its lines (else 1, 2, …)."""

    path: Path
    name: str
    bytes: int
    types: frozenset[str]
    lines: tuple[int, ...] | None = None
    #: Rows that could not even become a resource: (line, reason, what about it, the row).
    refused: tuple[tuple[int, str, str, str], ...] = ()
    table: Table | None = None
    #: Each line stands for one item of the quarantine, so a Bundle in it is not opened.
    single: bool = False

    @property
    def only(self) -> str | None:
        """Its one type, as far as its beginning shows."""
        return next(iter(self.types)) if len(self.types) == 1 else None

    @property
    def rank(self) -> int:
        if self.only in _RANK:
            return _RANK[str(self.only)]
        return 3 if self.types & _RANK.keys() or not self.types else 4


@contextmanager
def opened(
    paths: list[Path], mapping: Path | None, server: str | None = None
) -> Iterator[tuple[list[Source], list[str]]]:
    """Sources in the order to read them, and the names of files left alone. Temporary files live as long as the block.

    `server`: whose ids these are (see `servers`); None: they stand for themselves. Raises Unreadable.
    """
    with tempfile.TemporaryDirectory(prefix="kinsight-feed-") as scratch:
        found: list[Source] = []
        skipped: list[str] = []
        for number, (path, name, asked) in enumerate(_files(paths)):
            source = _source(path, name, mapping, Path(scratch) / f"{number}.ndjson", asked) if path else None
            if source:
                found.append(_of_server(source, server, Path(scratch)) if server else source)
            else:
                skipped.append(name)
        if not found:
            raise Unreadable(f"nothing to read in {', '.join(path.name for path in paths)}")
        yield sorted(found, key=lambda source: source.rank), skipped


def _files(paths: list[Path]) -> Iterator[tuple[Path | None, str, bool]]:
    """(file, its name for people, whether it alone was named); no file where a link leads out of the folder."""
    for path in paths:
        if path.is_dir():
            for file in sorted(file for file in path.rglob("*") if file.is_file()):
                name = file.relative_to(path).as_posix()
                inside = file.resolve().is_relative_to(path.resolve())
                yield (file, name, False) if inside else (None, f"{name} (a link out of the folder)", False)
        elif path.is_file():
            yield path, path.name, len(paths) == 1
        else:
            raise Unreadable(f"{path.name}: {'not a file' if path.exists() else 'no such file'} or folder")


def _source(path: Path, name: str, mapping: Path | None, target: Path, asked: bool) -> Source | None:
    """A file as a source; None when it lies in a folder beside the records and is none itself."""
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if plain.suffix in _LINES:
        return _ndjson(path, name, target)
    if plain.suffix in _JSON and (asked or _says_resource(path)):
        return _document(path, name, target)
    if (plain.suffix in _CSV or table_files.is_parquet(path)) and (rules := mapping or mapping_file.beside(plain)):
        return _table(path, name, rules, target, asked or mapping is not None)
    if plain.suffix not in _WHY_NOT and raw_bytes.types(path):  # NDJSON whose name does not say so
        return _ndjson(path, name, target)
    if asked:
        raise Unreadable(f"{name}: {_WHY_NOT.get(plain.suffix, 'not a kind of file that Kinsight reads')}")
    return None


def _says_resource(path: Path) -> bool:
    """Whether JSON begins as health records do, in UTF-8 or in UTF-16 (where every other byte is none)."""
    return b'"resourceType"' in raw_bytes.beginning(path).replace(b"\0", b"")


_NO_MAPPING = "a table needs a mapping (--mapping, or a file of the same name with .yaml after it)"
_WHY_NOT = dict.fromkeys((".csv", ".parquet", ".pq"), _NO_MAPPING)


def _of_server(source: Source, server: str, scratch: Path) -> Source:
    """The same source with every id and reference as that server's own."""
    if not servers.NAME.fullmatch(server):
        raise Unreadable(f"{server}: a server's name is up to 40 letters, digits, dots and hyphens")
    if source.table:
        raise Unreadable(f"{source.name}: a table has no server; let its mapping give the ids a prefix")
    target = scratch / f"{source.path.name.removesuffix('.gz')}.renamed"
    made = _made(source.path, source.name, target, servers.lines_of(server))
    lines = tuple(source.lines[n - 1] for n in made.lines or ()) if source.lines else made.lines
    return replace(made, bytes=source.bytes, lines=lines, refused=(*source.refused, *made.refused))


def _table(path: Path, name: str, rules: Path, target: Path, alone: bool) -> Source:
    """A table; one that does not fit its mapping is refused whole, so that the other files are read all the same.

    Raises `MappingWrong` when nobody asked for more than this table (`alone`).
    """
    try:
        read = mapping_file.read_mapping(rules)
        return Source(path, name, path.stat().st_size, read.kinds, table=warehouse.opened(path, read))
    except mapping_file.MappingWrong as wrong:
        if alone:
            raise
        return _refused(path, name, target, (1, "bad-mapping", str(wrong), ""))


def _refused(path: Path, name: str, target: Path, *why: tuple[int, str, str, str]) -> Source:
    """A file of which nothing can be read."""
    target.touch()
    return Source(target, name, path.stat().st_size, frozenset(), refused=why)


def _ndjson(path: Path, name: str, target: Path) -> Source:
    path, start = _plainly(path, target)
    first = next((line.strip() for line in start.split(b"\n") if line.strip()), b"")
    if first in (b"{", b"["):  # one document over several lines
        return _made(path, name, target.with_suffix(".entries"), bundle.explode)
    types = raw_bytes.types(path)
    if "Bundle" in types:
        return _made(path, name, target.with_suffix(".entries"), bundle.explode_lines)
    return Source(path, name, path.stat().st_size, frozenset(types & READINGS.keys()))


def _document(path: Path, name: str, target: Path) -> Source:
    """JSON: one document, or one a line under the name of a document."""
    path, start = _plainly(path, target)
    several = sum(isinstance(raw_bytes.parsed(line), dict) for line in start.split(b"\n", 3)[:2]) == 2
    return _made(path, name, target.with_suffix(".entries"), bundle.explode_lines if several else bundle.explode)


def _plainly(path: Path, target: Path) -> tuple[Path, bytes]:
    """The file in plain UTF-8, and its beginning: byte-order marks hide the first line, and UTF-16 every line."""
    start = raw_bytes.beginning(path)
    if not start.startswith((_UTF8_MARK, *_UTF16_MARKS)):
        return path, start
    copy = raw_bytes.in_utf8(path, target, "utf-8-sig" if start.startswith(_UTF8_MARK) else "utf-16")
    return copy, raw_bytes.beginning(copy)


def _made(path: Path, name: str, target: Path, make: Lines) -> Source:
    """A source that another form of file was turned into."""
    refused: Refused = []
    numbers: list[int] = []
    with reading(path) as file, target.open("wb") as out:
        for number, line in _until_broken(make(file, refused), refused):
            out.write(line + b"\n")
            numbers.append(number)
    types = frozenset(raw_bytes.types(target) & READINGS.keys())
    return Source(target, name, path.stat().st_size, types, tuple(numbers), tuple(refused))


def _until_broken(lines: Iterator[tuple[int, bytes]], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """What there is before the end of a broken archive, which is refused."""
    number = 0
    try:
        for number, line in lines:
            yield number, line
    except (EOFError, OSError):
        refused.append((number + 1, "cut-short", "", ""))


def salvaged(source: Source, target: Path) -> Source:
    """What can be read of a file that DuckDB gives up on: over-long lines, and the end of a broken archive, are refused.

    Of a table that cannot be read, nothing.
    """
    return damaged(source, target) if source.table else _again(source, target, _short_enough)


def damaged(source: Source, target: Path) -> Source:
    """A file of which nothing can be read, whatever was tried."""
    return _refused(source.path, source.name, target, (1, "damaged", "", ""))


def unpacked(source: Source, target: Path) -> Source:
    """A source in which a Bundle was found among other lines, with every Bundle opened."""
    return _again(source, target, bundle.explode_lines)


def _again(source: Source, target: Path, make: Lines) -> Source:
    """A source read once more, under the line numbers that it had."""
    made = _made(source.path, source.name, target, make)
    old = source.lines
    numbers = tuple(old[number - 1] for number in made.lines or ()) if old else made.lines
    refused = tuple(
        (old[refusal[0] - 1] if old else refusal[0], *refusal[1:])
        for refusal in made.refused
        if not old or refusal[0] <= len(old)
    )
    return Source(target, source.name, source.bytes, made.types, numbers, (*source.refused, *refused))


def _short_enough(file: IO[bytes], refused: Refused) -> Iterator[tuple[int, bytes]]:
    """Lines that are not too long to be read; a Bundle that is becomes its entries."""
    for number, line, whole in raw_bytes.lines(file):
        if len(line) <= raw_bytes.LONGEST_LINE and line.strip():
            yield number, line.rstrip(b"\n")
        elif line.strip():
            yield from bundle.opened(line.strip() if whole else line, number, refused)
