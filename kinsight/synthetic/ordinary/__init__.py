"""Ordinary families of every kind, and a feed of nothing else: they must stay quiet, or be offered something."""

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from random import Random

from kinsight.synthetic import district, family_plan, test_numbers
from kinsight.synthetic.family_plan import Plan
from kinsight.synthetic.family_story import FamilyFeed, gather, ordinary_life
from kinsight.synthetic.life import Life
from kinsight.synthetic.ordinary import childhoods, circumstances, parents
from kinsight.synthetic.ordinary.kind import FamilyBook, Kind
from kinsight.synthetic.truth import Truth

KINDS: tuple[Kind, ...] = (*circumstances.KINDS, *parents.KINDS, *childhoods.KINDS)


def write(out: Path, families: int, seed: int, end: date) -> district.Summary:
    """So many families, every kind in turn, as known on `end`; `truth.json` says which child is of which kind."""
    out.mkdir(parents=True, exist_ok=True)
    last = (end - date(1970, 1, 1)).days
    summary, truth = district.Summary(0, 0, 0), Truth(seed, end)
    with district.Files(out, summary) as files:
        files.services(last)
        for kind, told in tell(families, seed, last):
            district.keep(told, files, summary, truth)
            truth.of_kind(kind.name, told.ordinary)
    truth.write(out / "truth.json", summary.children, summary.families)
    return summary


def tell(families: int, seed: int, end: int) -> Iterator[tuple[Kind, FamilyFeed]]:
    """Kinds in turn, each with the next family that fits it."""
    slot, number = 0, 0
    for kind, _ in zip(cycle(KINDS), range(families), strict=False):
        drawn = family_plan.draw(seed, number, end, kind.made)
        while not kind.fits(drawn):
            number += 1
            drawn = family_plan.draw(seed, number, end, kind.made)
        kind.cast(drawn, Random(f"{seed}/{number}/kind"))
        given, slot = test_numbers.take(slot, len(drawn.people))
        number += 1
        yield kind, _write_family(kind, drawn, given, seed)


def _write_family(kind: Kind, drawn: Plan, given: list[str], seed: int) -> FamilyFeed:
    for person, nhs in zip(drawn.people, given, strict=True):
        person.nhs = nhs
    life = Life(drawn, Random(f"{seed}/{drawn.number}/life"))
    ordinary_life(life)
    kind.live(FamilyBook(life))
    told = FamilyFeed()
    gather(told, life, ordinary=True)
    return told
