"""Children whom services already hold: planned for and not brought, moved, handed over, or explained away."""

from kinsight.synthetic import resources
from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _plan_unseen(tale: Tale) -> None:
    """On a protection plan for neglect; not brought twice since; nobody has set eyes on the child for months."""
    tale.fact(tale.child, "child-protection-plan", 200, "social-care", late=2)
    tale.missed(tale.child, 80, "paediatrics", "Child protection medical")
    tale.missed(tale.child, 35, "paediatrics", "Child protection medical", by_carer=True)


def _placements(tale: Tale) -> None:
    """In care, moved twice in a year; the emergency visits between are in nobody's summary."""
    tale.fact(tale.child, "looked-after", 500, "social-care", late=3)
    for ago in (330, 75):
        tale.fact(tale.child, "placement-moved", ago, "social-care", late=4)
    tale.life.visit(tale.child, ("emergency-attendance-injury", "seen"), tale.day(120), "emergency", "EMER")


def _moved_on(tale: Tale) -> None:
    """Seven months pregnant, a concern open, and moved out of the area: a letter went, nobody rang."""
    tale.fact(tale.mother, "unborn-safeguarding-concern", 70, "midwifery")
    tale.fact(tale.mother, "moved-out-of-area", 20, "midwifery", late=1)
    tale.background(tale.mother, "handover-written", 18, "midwifery")
    tale.first_day = tale.day(9)  # only then is it late that nobody there has said that it came


def _explained_away(tale: Tale) -> None:
    """A disabled child with bruises and a falling weight, each put down to the disability on the mother's word alone."""
    child = tale.child
    tale.fact(child, "disability", 900, "paediatrics", late=10)
    tale.background(child, "faltering-growth", 140, "paediatrics", late=5)
    for ago in (75, 45, 20):
        tale.hurt(ago)
    tale.fact(child, "sign-attributed-to-disability", 130, "paediatrics", late=5, value="poor growth")
    tale.fact(child, "sign-attributed-to-disability", 44, "school-nursing", late=1, value="injury")
    tale.fact(child, "history-from-carer-only", 44, "school-nursing", late=1)
    tale.life.booked(
        child, tale.day(60), "paediatrics", "Growth clinic", "cancelled", resources.BY_PATIENT, known=tale.day(60)
    )


ARCS = (
    Arc("on-a-plan-and-unseen", ("P04", "G02"), Shape(child_age=(900, 1700), older=(0, 1), unseen=330), _plan_unseen),
    Arc("placements-in-care", ("G05", "L07"), Shape(child_age=(2500, 5500), older=(0, 0)), _placements),
    Arc("moved-out-of-area", ("G03", "G04"), Shape(child_age=(-80, -60), older=(0, 0)), _moved_on),
    Arc("explained-by-disability", ("N01", "N02", "N03", "N04", "N05"), Shape(child_age=(1500, 4000)), _explained_away),
)
