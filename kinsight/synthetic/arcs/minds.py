"""Adults' mental health: with violence, with intent, and when an adult comes to care for children later."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _father_and_violence(tale: Tale) -> None:
    """His own services knew he was ill; the police knew he was violent; neither knew of the other."""
    tale.fact(tale.father, "psychosis", 500, "adult-mental-health", late=15)
    tale.fact(tale.father, "violent-crime", 260, "police", late=7)


def _new_in_the_home(tale: Tale) -> None:
    """A man long ill, asked years ago when he lived alone, has moved in with children; nobody asked again."""
    tale.fact(tale.partner, "schizophrenia", 1500, "adult-mental-health", late=10)
    tale.background(tale.partner, "children-contact-asked", 1480, "adult-mental-health")
    # The pattern can hold only once the practice knows of the couple.
    tale.first_day = max(tale.first_day, tale.day(0) - 20)


def _intent(tale: Tale) -> None:
    """Treated for postnatal depression and well followed up, until she says that she means to die."""
    tale.fact(tale.mother, "postnatal-depression", 60, "gp")
    tale.background(tale.mother, "children-contact-asked", 60, "gp")
    tale.background(tale.mother, "follow-up-arranged", 60, "gp")
    tale.fact(tale.mother, "suicidal-intent", 4, "gp")


ARCS = (
    Arc("father-ill-and-violent", ("E07", "B06"), Shape(child_age=(500, 4000)), _father_and_violence),
    Arc(
        "newly-caring-for-children",
        ("E09", "E08"),
        Shape(child_age=(700, 4000), father_left=(900, 1000), partners=((75, None),)),
        _new_in_the_home,
    ),
    Arc("suicidal-intent", ("E03", "E02"), Shape(child_age=(80, 200), older=(0, 1)), _intent),
)
