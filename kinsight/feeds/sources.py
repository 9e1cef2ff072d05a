"""Finds what there is to read below the given paths, people first: NDJSON, what is made NDJSON, and tables."""

import gzip
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from kinsight.feeds import bundle, servers, tables, tabular, warehouse
from kinsight.feeds.lines import Lines
from kinsight.feeds.mapping import READINGS
from kinsight.feeds.warehouse import Table

_LINES, _JSON, _CSV = (".ndjson", ".jsonl"), (".json",), (".csv",)
_SNIFFED = 65_536
_RANK = {"Organization": 0, "Patient": 1, "RelatedPerson": 2}
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

    `server`: whose ids these are (see `servers`); None: they stand for themselves.
    """
    with tempfile.TemporaryDirectory(prefix="kinsight-feed-") as scratch:
        found: list[Source] = []
        skipped: list[str] = []
        for number, (path, name, asked) in enumerate(_files(paths)):
            source = _source(path, name, mapping, Path(scratch) / f"{number}.ndjson", asked)
            if source:
                found.append(_of_server(source, server, Path(scratch)) if server else source)
            else:
                skipped.append(name)
        if not found:
            raise Unreadable(f"nothing to read in {', '.join(path.name for path in paths)}")
        yield sorted(found, key=lambda source: source.rank), skipped


def _files(paths: list[Path]) -> Iterator[tuple[Path, str, bool]]:
    """(file, its name for people, whether it was named itself)."""
    for path in paths:
        if path.is_dir():
            for file in sorted(file for file in path.rglob("*") if file.is_file()):
                yield file, file.relative_to(path).as_posix(), False
        elif path.exists():
            yield path, path.name, True
        else:
            raise Unreadable(f"{path.name}: no such file or folder")


def _source(path: Path, name: str, mapping: Path | None, target: Path, asked: bool) -> Source | None:
    """A file as a source; None when it lies in a folder beside the records and is none itself."""
    plain = path.with_suffix("") if path.suffix == ".gz" else path
    if plain.suffix in _LINES:
        return _ndjson(path, name, target)
    if plain.suffix in _JSON and (asked or b'"resourceType"' in _beginning(path)):
        return _made(path, name, target, bundle.explode)
    if (plain.suffix in _CSV or tables.is_parquet(path)) and (rules := mapping or tabular.beside(plain)):
        return _table(path, name, tabular.read_mapping(rules))
    if asked:
        raise Unreadable(f"{name}: {_WHY_NOT.get(plain.suffix, 'not a kind of file that Kinsight reads')}")
    return None


_NO_MAPPING = "a table needs a mapping (--mapping, or a file of the same name with .yaml after it)"
_WHY_NOT = dict.fromkeys((".csv", ".parquet", ".pq"), _NO_MAPPING)


def _of_server(source: Source, server: str, scratch: Path) -> Source:
    """The same source with every id and reference as that server's own."""
    if not servers.NAME.fullmatch(server):
        raise Unreadable(f"{server}: a server's name is up to 40 letters, digits, dots and hyphens")
    if source.table:
        raise Unreadable(f"{source.name}: a table has no server; let its mapping give the ids a prefix")
    target = scratch / f"{source.path.name.removesuffix('.gz')}.renamed"
    try:
        made = _made(source.path, source.name, target, servers.lines_of(server))
    except (EOFError, OSError) as error:
        raise Unreadable(f"{source.name}: damaged; ask the sender for it again") from error
    lines = tuple(source.lines[n - 1] for n in made.lines or ()) if source.lines else made.lines
    return replace(made, bytes=source.bytes, lines=lines, refused=source.refused)


def _table(path: Path, name: str, rules: tabular.Mapping) -> Source:
    return Source(path, name, path.stat().st_size, rules.kinds, table=warehouse.opened(path, rules))


def _ndjson(path: Path, name: str, target: Path) -> Source:
    start = _beginning(path)
    if start.startswith((_UTF8_MARK, *_UTF16_MARKS)):
        path, start = _without_mark(path, target, start), b""
    types = _types(path)
    if types == {"Bundle"}:
        return _made(path, name, target.with_suffix(".bundles"), bundle.explode_lines)
    return Source(path, name, path.stat().st_size, frozenset(types & READINGS.keys()))


def _made(path: Path, name: str, target: Path, make: Lines) -> Source:
    """A source that another form of file was turned into."""
    refused: list[tuple[int, str, str, str]] = []
    lines: list[int] = []
    with reading(path) as file, target.open("wb") as out:
        for number, line in make(file, refused):
            out.write(line + b"\n")
            lines.append(number)
    types = frozenset(_types(target) & READINGS.keys())
    return Source(target, name, path.stat().st_size, types, tuple(lines), tuple(refused))


def salvaged(source: Source, target: Path) -> Source:
    """What can be read of a file that DuckDB gives up on: over-long lines, and the end of a broken archive, are refused.

    Of a table that cannot be read, nothing.
    """
    if source.table:
        target.touch()
        return Source(target, source.name, source.bytes, frozenset(), refused=((1, "damaged", "", ""),))
    refused = list(source.refused)
    lines: list[int] = []
    with reading(source.path) as file, target.open("wb") as out:
        for number, line in _until_broken(file, refused):
            out.write(line)
            lines.append(source.lines[number - 1] if source.lines else number)
    types = frozenset(_types(target) & READINGS.keys())
    return Source(target, source.name, source.bytes, types, tuple(lines), tuple(refused))


_LONGEST = 16_000_000


def _until_broken(file: IO[bytes], refused: list[tuple[int, str, str, str]]) -> Iterator[tuple[int, bytes]]:
    number = 0
    while True:
        number += 1
        try:
            line = file.readline()
        except (EOFError, OSError):
            refused.append((number, "cut-short", "", ""))
            return
        if not line:
            return
        if len(line) > _LONGEST:
            refused.append((number, "too-long", "", line[:1000].decode("utf-8", "backslashreplace")))
        elif line.strip():
            yield number, line if line.endswith(b"\n") else line + b"\n"


def reading(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if need be."""
    return io.BufferedReader(gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")  # type: ignore[arg-type]


def _beginning(path: Path) -> bytes:
    try:
        with reading(path) as file:
            return file.read(_SNIFFED)
    except (EOFError, OSError):
        return b""


def _types(path: Path) -> set[str]:
    """Types that the beginning of a file shows."""
    found = set()
    for line in _beginning(path).split(b"\n"):
        try:
            found.add(str(json.loads(line)["resourceType"]))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def _without_mark(path: Path, target: Path, start: bytes) -> Path:
    """A copy in plain UTF-8: byte-order marks hide the first line, and UTF-16 every line."""
    encoding = "utf-8-sig" if start.startswith(_UTF8_MARK) else "utf-16"
    with reading(path) as file, target.open("w", encoding="utf-8", newline="") as out:
        for text in io.TextIOWrapper(file, encoding, errors="backslashreplace", newline=""):
            out.write(text)
    return target
