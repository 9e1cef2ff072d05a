"""The repository as the checks see it: its files, its modules, and where they are."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Made by Django from the models; nobody writes them by hand.
GENERATED = "migrations"


@dataclass(frozen=True)
class Module:
    """One Python file: `place` is its path from the root, with `/` on every machine."""

    place: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        """`sweep` for `kinsight/sweep/run.py`; empty for what lies in no room."""
        parts = self.place.split("/")
        return parts[1] if parts[0] == "kinsight" and len(parts) > 2 else ""


def modules(*tops: str) -> list[Module]:
    """Every Python file below these folders, written by people."""
    paths = [path for top in tops for path in sorted((ROOT / top).rglob("*.py")) if GENERATED not in path.parts]
    return [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


def tracked() -> list[str]:
    """Every file that git keeps, by its path from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [place for place in listed.split("\0") if place and (ROOT / place).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Every file that git keeps and that is text."""
    for place in tracked():
        data = (ROOT / place).read_bytes()
        if b"\0" not in data[:8000]:
            yield place, data.decode("utf-8", "replace")


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.splitlines(), 1)


def words_of(name: str) -> list[str]:
    """`FamilyOnDay` and `family_on_day` as their words."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
