"""Children who are not brought: repeatedly, until the practice lets them go, and met with kindness instead."""

from kinsight.synthetic import habits, resources
from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _not_brought(tale: Tale) -> None:
    """Not brought twice and cancelled by the carer twice within a year; once it was the clinic that cancelled."""
    child = tale.child
    tale.missed(child, 300, "paediatrics", "Children's outpatients")
    tale.missed(child, 210, "paediatrics", "Children's outpatients", by_carer=True)
    tale.life.booked(child, tale.day(160), "paediatrics", "Children's outpatients", "cancelled", resources.BY_PROVIDER)
    moved = tale.life.booked(
        child, tale.day(95), "dentistry", "Dental check", "cancelled", resources.MOVED, known=tale.day(95)
    )
    tale.keep(moved, tale.day(95))
    tale.missed(child, 40, "paediatrics", "Children's outpatients")
    tale.first_day = tale.day(40)


def _let_go(tale: Tale) -> None:
    """Jabs missed three times; the practice takes mother and children off its list without having seen them."""
    child = tale.child
    for ago in (240, 200, 150):
        tale.missed(child, ago, "gp", "Immunisation")
    tale.background(child, "immunisation-overdue", 140, "gp")
    tale.background(child, "removed-from-list", 30, "gp")
    tale.first_day = tale.day(28)  # to be seen within a day of leaving the list, and was not


def _priority(tale: Tale) -> None:
    """Young, alone, badly housed, threatened by her former partner, often late: the practice makes it easy to come."""
    child, mother = tale.child, tale.mother
    for ago in (200, 120, 80):
        tale.keep(habits.not_brought(tale.life, child, tale.day(ago), "gp", "Baby check"), tale.day(ago))
    tale.background(mother, "housing-poor", 150, "gp")
    tale.background(mother, "threats-from-former-partner", 100, "gp")
    for person in (child, mother):
        tale.background(person, "priority-appointments", 70, "gp")
    tale.background(child, "engagement-plan", 70, "gp")
    tale.background(child, "seen", 60, "gp")


ARCS = (
    Arc(
        "repeatedly-not-brought", ("P02", "P04", "P05", "P10"), Shape(child_age=(1200, 4000), unseen=150), _not_brought
    ),
    Arc(
        "let-go-by-the-practice",
        ("P08", "P09"),
        Shape(child_age=(500, 900), unseen=270, without=frozenset({"immunisations"})),
        _let_go,
    ),
    Arc(
        "priority-appointments",
        ("P03", "P06", "P07"),
        Shape(child_age=(300, 500), mother_age=(18, 19), older=(0, 0), father_left=(330, 360)),
        _priority,
    ),
)
