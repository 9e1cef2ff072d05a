"""Families whose circumstances are their own: new to the country, many, few, moved, or raised by others, and doing well."""

from kinsight.synthetic.family_plan import Plan, Shape
from kinsight.synthetic.ordinary.kind import FamilyBook, Kind, early, with_carer


def _with_interpreter(told: FamilyBook) -> None:
    """Refugees with an independent interpreter at each contact, a group to go to, and records asked for."""
    booked = told.plan.end - told.child.booked
    told.done(
        told.mother,
        booked,
        "midwifery",
        "refugee",
        "overseas-records-requested",
        "signposted",
        "support-network",
        "initial-health-assessment-made",
    )
    for ago in range(booked, -1, -60):
        told.done(told.mother, ago, "health-visiting" if told.age > ago else "midwifery", "interpreter-used")


def _late_because_new(told: FamilyBook) -> None:
    """Booked at sixteen weeks, the week after she arrived; the midwife asked why, and it was the flight."""
    booked = told.plan.end - told.child.booked
    told.done(
        told.mother,
        booked,
        "midwifery",
        "ambivalence-explored",
        "overseas-records-requested",
        "signposted",
        "support-network",
    )


def _no_public_funds(told: FamilyBook) -> None:
    """Here on a visa without benefits; a charity and the council see to food and rent."""
    told.done(told.mother, 200, "health-visiting", "no-recourse-to-public-funds", "signposted", "early-help")
    told.done(told.child, 200, "health-visiting", "family-health-needs-assessed", "child-needs-considered")


def _rehoused(told: FamilyBook) -> None:
    """A damp flat, reported, and a dry one since."""
    told.fact(told.mother, "housing-poor", 400, "health-visiting")
    told.done(told.mother, 400, "health-visiting", "signposted", "early-help")
    told.fact(told.mother, "suitably-housed", 210, "health-visiting")


def _moved_once(told: FamilyBook) -> None:
    """Moved for work; the old health visitor rang the new one and wrote as well."""
    told.done(
        told.mother,
        298,
        "health-visiting",
        "handover-verbal",
        "handover-written",
        "handover-acknowledged",
        "registered-with-practice",
    )


def _alone_then_not(told: FamilyBook) -> None:
    """New to the town and alone, until the group on Tuesdays."""
    told.fact(told.mother, "social-isolation", 250, "health-visiting")
    told.done(told.mother, 250, "health-visiting", "signposted", "early-help", "parenting-support-offered")
    told.done(
        told.child,
        249,
        "health-visiting",
        "family-health-needs-assessed",
        "child-needs-considered",
        "lived-experience-recorded",
        "seen",
    )
    told.fact(told.mother, "support-network", 120, "health-visiting")


def _fostered(told: FamilyBook) -> None:
    """With the same foster carer for two years, seen often, health history kept."""
    told.carer("MTHFOST", 720)
    told.fact(told.child, "looked-after", 720, "social-care")
    told.done(told.child, 715, "community-nursing", "health-history-updated", "child-needs-considered", "seen")
    told.fact(told.child, "initial-health-assessment-made", 700, "paediatrics")
    for ago in range(660, -1, -150):
        told.fact(told.child, "looked-after-health-review-made", ago, "community-nursing")
    for ago in range(700, -1, -40):
        told.life.visit(told.child, ("seen",), told.day(ago), "community-nursing")
    for ago in range(540, -1, -180):
        told.done(told.child, ago, "community-nursing", "health-history-updated", "lived-experience-recorded")
    for ago in told.emergencies():
        if 720 >= ago > 4:
            told.fact(told.child, "health-history-updated", ago - 4, "community-nursing")
    started_school = min(told.age - 1750, 715)
    told.done(
        told.child, started_school, "health-visiting", "handover-verbal", "handover-written", "handover-acknowledged"
    )


def _with_grandmother(told: FamilyBook) -> None:
    """Her grandmother has brought her up since she was one; her mother visits."""
    carer = told.carer("GUARD", told.age - 400)
    told.fact(carer, "parental-responsibility", told.age - 420, "gp")
    told.done(carer, told.age - 420, "health-visiting", "children-contact-asked", "support-network", "signposted")


def _twins(plan: Plan) -> bool:
    return any(child.twin for child in plan.children)


def _large(plan: Plan) -> bool:
    return len(plan.children) >= 4


def _grandmother_died(plan: Plan) -> bool:
    return any(elder.died is not None for elder in plan.elders)


def _three_generations(plan: Plan) -> bool:
    return bool(plan.elders) and not _grandmother_died(plan)


def _new_partner(plan: Plan) -> bool:
    return len(plan.couples) == 2


def _unborn(plan: Plan) -> bool:
    return plan.children[-1].born > plan.end


def _premature(plan: Plan) -> bool:
    return any(early(child) > 25 and plan.end - 900 < child.born <= plan.end for child in plan.children)


BABY = Shape(child_age=(110, 700), older=(0, 1))
KINDS = (
    Kind("as the district draws them"),
    Kind("refugees, with an interpreter", _with_interpreter, Shape(child_age=(110, 700), older=(0, 1), interpreter=True)),
    Kind("booked late, just arrived", _late_because_new, Shape(child_age=(110, 330), older=(0, 0), booking=(15, 17))),
    Kind("no recourse to public funds, helped", _no_public_funds, Shape(child_age=(400, 1500), older=(0, 1))),
    Kind("rehoused", _rehoused, Shape(child_age=(600, 2500), older=(0, 1))),
    Kind("moved once", _moved_once, Shape(child_age=(600, 1500), older=(0, 1), moves=(300,))),
    Kind("alone at first, then not", _alone_then_not, Shape(child_age=(400, 1500), older=(0, 0))),
    Kind("second baby", shape=Shape(child_age=(60, 330), older=(1, 1))),
    Kind("with a foster carer", _fostered, Shape(child_age=(1900, 4500), older=(0, 0)), cast=with_carer),
    Kind("brought up by a grandmother", _with_grandmother, Shape(child_age=(900, 4500), older=(0, 0)), cast=with_carer),
    Kind("twins", fits=_twins),
    Kind("four children or more", fits=_large),
    Kind("three generations at home", fits=_three_generations),
    Kind("a grandmother has died", fits=_grandmother_died),
    Kind("a new partner who stays", fits=_new_partner),
    Kind("expecting", fits=_unborn),
    Kind("born early and thriving", fits=_premature),
)  # fmt: skip
