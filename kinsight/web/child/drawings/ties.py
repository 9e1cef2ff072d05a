"""The lines of the genogram between two people of the upper row: which, how deep, and where they leave a symbol."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kinsight.web.child.drawings.cards import SYMBOL
from kinsight.web.family.family_members import relatives, roles_of

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown


def depths(spans: Sequence[tuple[float, float]]) -> list[int]:
    """A lane below the row for each couple's line, so that no two lie on each other; the short ones closest."""
    lanes: list[list[tuple[float, float]]] = []
    lane_of = [0] * len(spans)
    for at in sorted(range(len(spans)), key=lambda n: spans[n][1] - spans[n][0]):
        start, end = spans[at]
        lane = next((n for n, taken in enumerate(lanes) if all(end < a or b < start for a, b in taken)), len(lanes))
        lanes[lane : lane + 1] = [[*(lanes[lane] if lane < len(lanes) else []), (start, end)]]
        lane_of[at] = lane
    return lane_of


@dataclass(frozen=True)
class Pair:
    """Two people of the upper row joined by a line. `kind` as in Line."""

    a: str
    b: str
    kind: str
    parents: bool


def pairs(family: FamilyShown, upper: dict[str, float], parents: list[str], on: date) -> list[Pair]:
    """Couples as recorded, each once, and the two parents when nobody recorded them as a couple."""
    by_refs: dict[tuple[str, str], Pair] = {}
    for couple in sorted(family["couples"], key=lambda c: c.get("until") or "9999"):
        a, b = sorted((couple["a"], couple["b"]), key=lambda ref: (upper.get(ref, 0), ref))
        if a != b and a in upper and b in upper:
            until = couple.get("until")
            ended = until and until <= on.isoformat()
            by_refs[(a, b)] = Pair(a, b, "ended" if ended else "couple", {a, b} == set(parents))
    if len(parents) == 2 and not any(pair.parents for pair in by_refs.values()):
        a, b = sorted(parents, key=lambda ref: (upper[ref], ref))
        by_refs[(a, b)] = Pair(a, b, "parents", True)
    return list(by_refs.values())


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


def parents_of(family: FamilyShown, upper: dict[str, float]) -> list[str]:
    """The first mother and the first father in the upper row."""
    refs: list[str] = []
    for role in ("father", "mother"):
        of_role = (p["ref"] for p in relatives(family) if any(span["role"] == role for span in roles_of(p)))
        refs += [ref for ref in of_role if ref in upper][:1]
    return list(dict.fromkeys(refs))
