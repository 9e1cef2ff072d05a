"""The lines of the genogram between two people of the upper row: which, how deep, and where they leave a symbol."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinsight.web.child.drawings.cards import SYMBOL
from kinsight.web.family.family_members import relatives

Row = Mapping[str, Any]


def depths(spans: list[tuple[float, float]]) -> list[int]:
    """A lane below the row for each couple's line, so that no two lie on each other; the short ones closest."""
    lanes: list[list[tuple[float, float]]] = []
    found = [0] * len(spans)
    for at in sorted(range(len(spans)), key=lambda n: spans[n][1] - spans[n][0]):
        start, end = spans[at]
        lane = next((n for n, taken in enumerate(lanes) if all(end < a or b < start for a, b in taken)), len(lanes))
        lanes[lane : lane + 1] = [[*(lanes[lane] if lane < len(lanes) else []), (start, end)]]
        found[at] = lane
    return found


@dataclass(frozen=True)
class Pair:
    """Two people of the upper row joined by a line. `kind` as in Line."""

    a: str
    b: str
    kind: str
    parents: bool


def pairs(family: Row, upper: dict[str, float], parents: list[str], on: date) -> list[Pair]:
    """Couples as recorded, each once, and the two parents when nobody recorded them as a couple."""
    found: dict[tuple[str, str], Pair] = {}
    for couple in sorted(family["couples"], key=lambda c: c.get("until") or "9999"):
        a, b = sorted((couple["a"], couple["b"]), key=lambda ref: (upper.get(ref, 0), ref))
        if a != b and a in upper and b in upper:
            ended = couple.get("until") and couple["until"] <= on.isoformat()
            found[(a, b)] = Pair(a, b, "ended" if ended else "couple", {a, b} == set(parents))
    if len(parents) == 2 and not any(pair.parents for pair in found.values()):
        a, b = sorted(parents, key=lambda ref: (upper[ref], ref))
        found[(a, b)] = Pair(a, b, "parents", True)
    return list(found.values())


def ports(joined: list[Pair], upper: dict[str, float]) -> dict[tuple[str, str], float]:
    """(person, other) → x at which the line leaves the person's symbol: spread, so that lines do not cross there."""
    spots: dict[tuple[str, str], float] = {}
    for ref in {pair.a for pair in joined} | {pair.b for pair in joined}:
        others = sorted(
            (p.b if p.a == ref else p.a for p in joined if ref in (p.a, p.b)), key=lambda other: (upper[other], other)
        )
        room = min(14.0, (SYMBOL - 14) / max(1, len(others)))
        for at, other in enumerate(others):
            spots[(ref, other)] = upper[ref] + (at - (len(others) - 1) / 2) * room
    return spots


def parents_of(family: Row, upper: dict[str, float]) -> list[str]:
    """The first mother and the first father in the upper row."""
    found = []
    for role in ("father", "mother"):
        found += [
            p["ref"]
            for p in relatives(family)
            if p["ref"] in upper and any(s["role"] == role for s in p.get("roles") or [])
        ][:1]
    return list(dict.fromkeys(found))
