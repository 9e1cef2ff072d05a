"""Pregnancies that go unseen, unwanted or unasked about, and one that is well looked after."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _seventeen(tale: Tale) -> None:
    """Seventeen, at the early pregnancy unit; her casualty card names schizophrenia and nobody reads on (E11)."""
    tale.fact(tale.mother, "schizophrenia", 400, "emergency", late=3)
    tale.life.visit(tale.mother, ("antenatal-contact",), tale.day(20), "early-pregnancy")
    # She is a child herself: what nobody explored is owed to her as well.
    tale.also.append((tale.mother.ref, "seventeen-herself"))


def _ambivalent(tale: Tale) -> None:
    """Unwanted, booked at five months, visits missed, a home that will not do."""
    tale.fact(tale.mother, "unwanted-pregnancy", 100, "gp")
    tale.fact(tale.mother, "housing-poor", 40, "midwifery")
    for ago in (50, 22):
        tale.life.booked(tale.mother, tale.day(ago), "midwifery", "Antenatal", "noshow", known=tale.day(ago))
        tale.fact(tale.mother, "antenatal-appointment-missed", ago, "midwifery")


def _concealed(tale: Tale) -> None:
    """Nobody knew until the baby came: booked and born in one day."""
    born = tale.plan.end - tale.child.born
    tale.fact(tale.mother, "concealed-pregnancy", born, "emergency", late=1)
    tale.fact(tale.mother, "estranged-from-family", born - 10, "health-visiting")


def _well_supported(tale: Tale) -> None:
    """Eighteen, a first baby, a midwife of her own, the father beside her: help offered and taken up (F03)."""
    tale.fact(tale.mother, "teenage-pregnancy", tale.plan.end - tale.child.booked, "midwifery")
    tale.fact(tale.mother, "young-parent-support", tale.plan.end - tale.child.booked - 6, "midwifery")
    tale.fact(tale.mother, "family-support-accepted", 20, "health-visiting")


ARCS = (
    Arc(
        "seventeen-and-unexplored",
        ("E11", "E10"),
        Shape(child_age=(-180, -150), mother_age=(17, 17), older=(0, 0), without=frozenset({"mood"})),
        _seventeen,
    ),
    Arc(
        "ambivalent-pregnancy",
        ("F04", "F06", "F10", "B13"),
        Shape(child_age=(-75, -55), booking=(20, 22), older=(0, 2), without=frozenset({"antenatal"})),
        _ambivalent,
    ),
    Arc(
        "concealed-pregnancy",
        ("F02", "F05", "F10"),
        Shape(
            child_age=(40, 120),
            mother_age=(18, 19),
            older=(0, 0),
            father_left=None,
            booking=(38, 39),
            without=frozenset({"antenatal"}),
        ),
        _concealed,
    ),
    Arc(
        "young-and-well-supported",
        ("F01", "F03", "B12"),
        Shape(child_age=(40, 120), mother_age=(18, 19), older=(0, 0)),
        _well_supported,
    ),
)
