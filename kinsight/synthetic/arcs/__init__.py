"""The story arcs: lives that the catalogue describes, told among ordinary ones, and which family lives which."""

from functools import cache
from random import Random
from typing import Any

from kinsight.synthetic.arcs import (
    abuse,
    care,
    engagement,
    infants,
    minds,
    newcomers,
    pregnant,
    record_keeping,
    teenagers,
    years,
)
from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape
from kinsight.synthetic.life import Life

ARCS: tuple[Arc, ...] = (
    *abuse.ARCS,
    *infants.ARCS,
    *minds.ARCS,
    *engagement.ARCS,
    *pregnant.ARCS,
    *years.ARCS,
    *teenagers.ARCS,
    *record_keeping.ARCS,
    *care.ARCS,
    *newcomers.ARCS,
)
#: Each arc once among the first families, one in so many; after that a share of all.
STEP = 6
SHARE = 0.06


def of(seed: int, number: int) -> Arc | None:
    """The arc that a family lives, by its number and the seed alone."""
    if number < STEP * len(ARCS):
        return _order(seed)[number // STEP] if number % STEP == STEP // 2 else None
    rng = Random(f"{seed}/{number}/arc")
    return rng.choice(ARCS) if rng.random() < SHARE else None


@cache
def _order(seed: int) -> tuple[Arc, ...]:
    order = list(ARCS)
    Random(f"{seed}/arcs").shuffle(order)
    return tuple(order)


def shape_of(seed: int, number: int) -> Shape | None:
    arc = of(seed, number)
    return arc.shape if arc else None


def live(arc: Arc, life: Life) -> list[dict[str, Any]]:
    """Tell the story; the rows of the truth about it."""
    tale = Tale(life, arc.name)
    arc.live(tale)
    return tale.truths(arc.catalogue)
