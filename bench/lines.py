"""How much code there is in the rooms that judge: every line of Python and SQL, empty ones, comments and docstrings included."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "kinsight"
#: The rooms that took the place of one.
ROOMS = ("engine", "sweep", "picture")
_KINDS = (".py", ".sql")


def count(root: Path = ROOT) -> dict[str, int]:
    """Lines of each room, and `total`."""
    rooms = {room: sum(map(_lines, sorted((root / room).rglob("*")))) for room in ROOMS}
    return {**rooms, "total": sum(rooms.values())}


def _lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines()) if file.suffix in _KINDS else 0
