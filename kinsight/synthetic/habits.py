"""What good services do without being told: ask, advise, follow up, and think of the children whenever an adult is ill.

docs/synthetic.md says which of these are habits of the source and which are our own.
"""

from kinsight.synthetic import resources
from kinsight.synthetic.family_plan import Child, Person
from kinsight.synthetic.life import Life


def ask_mother(
    life: Life, on: int, by: str, antenatal: bool = False, booking: bool = False, abuse: bool = True
) -> None:
    """About abuse, alone; about mood. Not alone: written down as not asked, and asked again within two weeks."""
    mother, without = life.plan.mother, life.plan.shape.without
    asked: list[str] = ["children-contact-asked"] if booking else []
    if abuse and "enquiry" not in without:
        safe = not life.chance(0.07)
        asked.append("domestic-abuse-enquiry-made" if safe else "domestic-abuse-enquiry-unsafe")
        if not safe:
            again = on + life.days(5, 13)
            life.asked(mother, ("domestic-abuse-enquiry-made",), again, by)
            interpreted(life, again, by)
    if "mood" not in without:
        asked.append("antenatal-mental-health-assessed" if antenatal else "mood-questions-asked")
    if asked and not antenatal:
        asked.append("life-event-reviewed")
    if asked:
        life.asked(mother, tuple(asked), on, by)
        interpreted(life, on, by)


def interpreted(life: Life, on: int, by: str) -> None:
    """Where the mother needs an interpreter, an independent one is there whenever she is asked, and that is written down."""
    if life.plan.interpreter and "interpreter" not in life.plan.shape.without:
        life.record(life.plan.mother, "interpreter-used", on, by, known=on)


def safe_sleep(life: Life, child: Child, on: int, by: str) -> None:
    """Advice to each carer who will put the baby down."""
    if "safe-sleep" in life.plan.shape.without and child is life.plan.index:
        return
    for carer in carers(life, child, on):
        life.record(carer, "safe-sleep-advice", on, by, known=on)


def icon(life: Life, child: Child, on: int) -> None:
    """Crying peaks at six to eight weeks and no baby is shaken: said to each carer, fathers too."""
    for carer in carers(life, child, on):
        life.record(carer, "icon-advice", on, "health-visiting", known=on)


def carers(life: Life, child: Child, on: int) -> list[Person]:
    """The mother, her partner, and the father wherever he lives."""
    found = life.carers_on(on)
    if child.father is not None and child.father not in found:
        found.append(child.father)
    return found


def contact_after_missed(life: Life, on: int) -> None:
    """A mother missed a visit: someone tries to reach her and makes the next one easy."""
    life.record(life.plan.mother, "antenatal-appointment-missed", on, "midwifery", known=on)
    after = on + life.days(1, 2)
    life.record(life.plan.mother, "contact-attempted", after, "midwifery", known=after)
    life.record(life.plan.mother, "adjustment-offered", after, "midwifery", known=after)
    life.record(life.plan.mother, "ambivalence-explored", after, "midwifery", known=after)
    life.missed_visits += 1
    if life.missed_visits > 1:
        life.record(life.plan.mother, "priority-appointments", after, "midwifery", known=after)
        life.record(life.plan.mother, "early-help", after, "midwifery", known=after)


def not_brought(
    life: Life, child: Child, on: int, by: str, what: str, followed: bool = True, status: str = "noshow"
) -> str:
    """An appointment a child was not brought to; a good service considers what it means and arranges the next."""
    reason = resources.BY_PATIENT if status == "cancelled" else None
    missed = life.booked(child, on, by, what, status, reason, known=on)
    if followed:
        after = on + life.days(0, 3)
        for concept in ("harm-considered", "contact-attempted", "follow-up-arranged", "adjustment-offered"):
            life.record(child, concept, after, by, known=after)
        life.booked(child, on + life.days(6, 12), by, what, booked=after)
    return missed


def think_of_children(life: Life, adult: Person, on: int, by: str) -> None:
    """An adult's trouble came to light: the children are asked about, considered, and the rest is explored."""
    life.record(adult, "children-contact-asked", on, by, known=on)
    life.record(adult, "follow-up-arranged", on, by, known=on)
    life.record(adult, "explore-other-factors", on, by, known=on)
    if adult is life.plan.mother and life.pregnant(on):
        life.record(adult, "antenatal-mental-health-assessed", on, by, known=on)
        interpreted(life, on, by)
    for child in life.children_on(on):
        if on - child.born < 6570:
            life.record(child, "child-needs-considered", on, by, known=on)
