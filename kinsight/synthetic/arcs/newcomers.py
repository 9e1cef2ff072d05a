"""Families between places: newcomers who do well, a handover that is whole, and one new face after another."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _settling_in(tale: Tale) -> None:
    """A refugee family with friends, an interpreter at every contact, and every offer made: nothing may be late."""
    mother, child = tale.mother, tale.child
    tale.fact(mother, "refugee", 300, "gp")
    for concept, by in (("initial-health-assessment-offered", "gp"), ("overseas-records-requested", "gp")):
        tale.background(child, concept, 285, by)
    tale.background(mother, "signposted", 280, "health-visiting")
    tale.fact(mother, "support-network", 120, "health-visiting")
    for ago in (280, 120):
        tale.fact(mother, "interpreter-used", ago, "health-visiting")


def _handed_over(tale: Tale) -> None:
    """A baby in need moves out of the area: rung, written, and taken over by name within the week."""
    child = tale.child
    tale.fact(child, "child-in-need", 60, "social-care", late=1)
    tale.life.visit(child, ("seen",), tale.day(40), "health-visiting", "HH")
    tale.fact(tale.mother, "moved-out-of-area", 20, "health-visiting")
    for concept, ago in (("handover-verbal", 19), ("handover-written", 18), ("handover-acknowledged", 15)):
        tale.background(child, concept, ago, "health-visiting")


def _new_faces(tale: Tale) -> None:
    """A child in need, the third health visitor since last year, and none of the three has met the child."""
    tale.fact(tale.child, "child-in-need", 320, "social-care", late=2)
    for ago in (300, 170, 50):
        tale.fact(tale.child, "practitioner-changed", ago, "health-visiting")
    tale.first_day = tale.day(22)  # four weeks after the last of them


ARCS = (
    Arc(
        "newcomers-doing-well",
        ("I01", "I02", "I03", "I05"),
        Shape(child_age=(700, 1500), interpreter=True, older=(0, 1)),
        _settling_in,
    ),
    Arc("handed-over-whole", ("G03", "G04"), Shape(child_age=(100, 300), older=(0, 0)), _handed_over),
    Arc("one-new-face-after-another", ("G02",), Shape(child_age=(900, 1700), older=(0, 1), unseen=330), _new_faces),
)
