"""Harm that adds up over years: several factors at once, moves and partners, neglect, and a sudden climb."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape

#: How substance misuse (S), mental ill health (M) and domestic abuse (D) overlapped in 175 reports (A06, A07).
OVERLAP = {"S": 10, "M": 18, "D": 19, "SM": 17, "SD": 17, "MD": 19, "SMD": 39, "": 36}


def _serious(tale: Tale) -> None:
    """The factors as often together as in the 175 reports; each known to another service."""
    region = tale.life.rng.choices(list(OVERLAP), list(OVERLAP.values()))[0]
    if "S" in region:
        tale.fact(tale.father, "drug-misuse", 600, "substance-misuse", late=10)
    if "M" in region:
        tale.fact(tale.mother, "depression", 200, "gp")
    if "D" in region:
        tale.fact(tale.mother, "domestic-abuse-disclosed", 90, "health-visiting")
    if not region:
        tale.fact(tale.mother, "parental-adverse-childhood", 300, "health-visiting")
    tale.chapters += [f"serious-{letter}" for letter in region or "0"]
    tale.chapters.append(f"serious-{min(len(region), 3)}-of-3")


def _three(tale: Tale) -> None:
    """All three, and an adverse childhood: four fragments in four services."""
    tale.fact(tale.mother, "depression", 420, "gp")
    tale.fact(tale.father, "alcohol-misuse", 300, "substance-misuse", late=14)
    tale.fact(tale.mother, "parental-adverse-childhood", 250, "midwifery")
    tale.fact(tale.mother, "domestic-abuse-disclosed", 60, "health-visiting")


def _on_the_move(tale: Tale) -> None:
    """Three homes and three partners in two years, and violence with more than one."""
    tale.fact(tale.mother, "domestic-abuse-disclosed", 420, "gp")
    tale.fact(tale.mother, "domestic-abuse-suspected", 80, "emergency", late=4)
    # The last partner and the last home are written down up to six weeks after they came.
    tale.first_day = max(tale.first_day, tale.day(55))


def _neglect(tale: Tale) -> None:
    """Teeth, weight, jabs, cleanliness: one small thing a service, year upon year."""
    child = tale.child
    tale.fact(child, "faltering-growth", 500, "health-visiting")
    tale.fact(child, "dental-neglect", 330, "dentistry", late=8)
    tale.missed(child, 300, "dentistry", "Dental check")
    tale.fact(child, "immunisation-overdue", 250, "gp")
    tale.fact(child, "poor-hygiene", 60, "school-nursing")
    tale.missed(child, 30, "paediatrics", "Children's outpatients")


def _climbing(tale: Tale) -> None:
    """Years of quiet; then within weeks a new trouble in one adult after another, and a child hurt."""
    tale.fact(tale.father, "alcohol-misuse", 70, "gp")
    tale.fact(tale.mother, "depression", 55, "gp")
    tale.fact(tale.mother, "domestic-abuse-suspected", 30, "emergency", late=2)
    for ago in (58, 27, 11):
        tale.hurt(ago)


def _alone(tale: Tale) -> None:
    """No one near, no recourse, and her husband speaks for her at every visit, and when she is asked about him."""
    tale.fact(tale.mother, "social-isolation", 120, "health-visiting")
    tale.background(tale.mother, "interpreter-needed", 300, "gp")
    tale.fact(tale.mother, "relative-interpreted", 60, "gp")
    tale.fact(tale.mother, "relative-interpreted", 25, "health-visiting")
    tale.background(tale.mother, "domestic-abuse-denied", 25, "health-visiting")
    tale.fact(tale.mother, "no-recourse-to-public-funds", 200, "midwifery")


ARCS = (
    Arc("serious", ("A06", "A07", "B01"), Shape(child_age=(500, 3000)), _serious),
    Arc("three-factors", ("B01", "B02", "B03", "B04", "B05"), Shape(child_age=(500, 3000)), _three),
    Arc(
        "on-the-move",
        ("G01", "B07", "B16"),
        Shape(
            child_age=(1000, 2200),
            older=(0, 1),
            father_left=(640, 650),
            moves=(590, 330, 95),
            partners=((600, 380), (340, 150), (100, None)),
        ),
        _on_the_move,
    ),
    Arc("neglect-over-years", ("B19",), Shape(child_age=(1900, 3300)), _neglect),
    Arc("escalation", ("B20",), Shape(child_age=(700, 3000), older=(0, 1)), _climbing),
    Arc(
        "isolated-and-spoken-for",
        ("H04", "I01", "I02", "I04"),
        Shape(child_age=(200, 700), interpreter=True, older=(0, 1), without=frozenset({"interpreter"})),
        _alone,
    ),
)
