"""Families in which a child needs more, or had one bad week, and got what was needed."""

from kinsight.synthetic import habits
from kinsight.synthetic.family_plan import Shape
from kinsight.synthetic.ordinary.kind import FamilyBook, Kind


def _disabled(told: FamilyBook) -> None:
    """A learning disability and epilepsy; every clinic kept, and the family asked how it is for them."""
    found = min(1400, told.age - 300)
    told.done(
        told.child,
        found,
        "paediatrics",
        "disability",
        "learning-disability",
        "long-term-condition",
        "communication-need",
        "communication-way-recorded",
    )
    for ago in range(found, -1, -170):
        told.done(told.child, ago, "community-nursing", "family-impact-considered", "seen", "lived-experience-recorded")
        told.done(told.mother, ago, "community-nursing", "parenting-support-offered", "signposted")
    told.came(told.child, range(found - 30, 0, -90), "paediatrics", "Children's outpatients")


def _delayed(told: FamilyBook) -> None:
    """Slow to speak, seen by everyone who should see him."""
    told.fact(told.child, "developmental-delay", 300, "health-visiting")
    told.done(told.child, 300, "health-visiting", "family-impact-considered", "other-explanations-considered", "seen")
    told.done(told.mother, 300, "health-visiting", "parenting-support-offered", "signposted")
    told.came(told.child, range(260, 0, -50), "paediatrics", "Speech and language")


def _asthma(told: FamilyBook) -> None:
    """Asthma and two nights on the ward; the reviews are kept."""
    told.fact(told.child, "long-term-condition", 500, "gp")
    for ago in (420, 200):
        told.life.visit(told.child, ("emergency-attendance", "seen"), told.day(ago), "emergency", "EMER")
    told.came(told.child, range(450, 0, -110), "gp", "Asthma review")


def _one_missed(told: FamilyBook) -> None:
    """A jab forgotten in the week of the removal, and given the week after."""
    habits.not_brought(told.life, told.child, told.day(100), "gp", "Immunisation")


def _cancelled_twice(told: FamilyBook) -> None:
    """Moved one clinic for a wedding, cancelled one for chickenpox, kept the rest."""
    habits.not_brought(
        told.life, told.child, told.day(280), "paediatrics", "Children's outpatients", status="cancelled"
    )
    told.life.booked(told.child, told.day(200), "paediatrics", "Children's outpatients", "cancelled", _MOVED)
    told.came(told.child, range(190, 0, -60), "paediatrics", "Children's outpatients")


_MOVED = {"coding": [{"system": "urn:kinsight:concept", "code": "rescheduled-by-patient"}]}


def _low_mood(told: FamilyBook) -> None:
    """One visit for low mood after a hard term; seen alone, seen again, better."""
    told.fact(told.child, "depression", 150, "gp", until=60)
    told.done(
        told.child, 150, "gp", "seen-alone", "follow-up-arranged", "child-needs-considered", "psychosocial-assessment"
    )
    told.done(told.child, 120, "gp", "seen-alone", "support-network")


def _young_carer(told: FamilyBook) -> None:
    """Helps her mother, who has multiple sclerosis; a group for young carers, and someone who asks."""
    told.fact(told.mother, "long-term-condition", 900, "gp")
    told.fact(told.child, "young-carer", 400, "school-nursing")
    for ago in range(390, -1, -183):
        told.done(told.child, ago, "school-nursing", "young-carer-reviewed", "seen-alone")


def _declined_vaccine(told: FamilyBook) -> None:
    """Talked it over twice and did not want one vaccine; all else is given."""
    told.fact(told.child, "immunisation-declined", 60, "gp")
    told.done(told.child, 60, "gp", "seen", "child-needs-considered", "follow-up-arranged")


def _hard_to_feed(told: FamilyBook) -> None:
    """Feeding hurt for three weeks; the infant feeding team came."""
    told.fact(told.child, "feeding-difficulty", told.age - 8, "midwifery")
    told.done(told.mother, told.age - 9, "midwifery", "follow-up-arranged", "parenting-support-offered")


def _one_fall(told: FamilyBook) -> None:
    """Off the climbing frame: one broken wrist, seen the same hour."""
    told.life.visit(told.child, ("emergency-attendance-injury", "seen"), told.day(75), "emergency", "EMER")
    told.came(told.child, range(60, 20, -30), "paediatrics", "Fracture clinic")


TEEN = Shape(child_age=(4500, 6000), older=(0, 0))
SCHOOL = Shape(child_age=(1900, 4500), older=(0, 1))
SMALL = Shape(child_age=(700, 1500), older=(0, 1))
KINDS = (
    Kind("disabled child, well cared for", _disabled, Shape(child_age=(1500, 4500), older=(0, 1))),
    Kind("slow to speak, and seen to", _delayed, Shape(child_age=(1000, 1700), older=(0, 1))),
    Kind("asthma", _asthma, SCHOOL),
    Kind("one missed appointment", _one_missed, SMALL),
    Kind("two appointments moved", _cancelled_twice, SCHOOL),
    Kind("teenager with one low mood visit", _low_mood, TEEN),
    Kind("young carer with support", _young_carer, TEEN),
    Kind("one vaccine declined", _declined_vaccine, SMALL),
    Kind("feeding was hard", _hard_to_feed, Shape(child_age=(60, 330), older=(0, 1))),
    Kind("one broken wrist", _one_fall, SCHOOL),
)
