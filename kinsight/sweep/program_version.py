"""The version of the program that decides results: a digest of its sources."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from kinsight.store import sql_files

#: Rooms whose sources decide what is found and how it is written: those that read practice, join families, judge and sweep; of the
#: store, what their statements rest on (`sql_files.sources`).
ROOMS = ("rules", "identity", "engine", "sweep")


def files() -> list[Path]:
    package = Path(__file__).parents[1]
    found = (path for room in ROOMS for path in (package / room).rglob("*") if path.suffix in (".py", ".sql"))
    return [*sql_files.sources(), *sorted(found)]


@cache
def version() -> str:
    """16 hexadecimal digits: another one for any change of a source."""
    digest = sha256()
    for file in files():
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
