"""Babies: the pattern before a head injury where nobody worried, and what surrounds sudden infant death."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _head_injury(tale: Tale) -> None:
    """A young mother, new men, new addresses, nobody nearby: each seen by one universal service, none by all."""
    tale.fact(tale.mother, "domestic-abuse-suspected", 30, "emergency", late=5)
    tale.fact(tale.mother, "social-isolation", 20, "health-visiting")
    tale.fact(tale.mother, "unwanted-pregnancy", (tale.day(0) - tale.child.conceived) - 60, "gp")


def _sudden_death(tale: Tale) -> None:
    """Small, a sofa for a bed, drink and smoke in the home, a sister already neglected, no advice given."""
    for sibling in tale.plan.children[:-1]:
        tale.background(sibling, "neglect-concern", 300, "school-nursing", late=3)
    tale.fact(tale.child, "low-birth-weight", tale.day(0) - tale.child.born, "midwifery")
    tale.fact(tale.mother, "housing-poor", 100, "health-visiting")
    tale.fact(tale.father, "alcohol-misuse", 400, "gp")
    tale.background(tale.mother, "smoking-in-household", 60, "midwifery")
    tale.fact(tale.child, "co-sleeping-risk", 8, "health-visiting")


def _methadone(tale: Tale) -> None:
    """Methadone kept at home with a toddler; using more again; nobody asked where the bottle stands."""
    tale.fact(tale.mother, "drug-misuse", 600, "substance-misuse", late=9)
    tale.fact(tale.mother, "opioid-substitution-prescribed", 500, "substance-misuse", late=5)
    tale.fact(tale.mother, "substance-use-increased", 40, "substance-misuse", late=12)


ARCS = (
    Arc(
        "head-injury-pattern",
        ("K01", "K02", "K03", "B12", "B16"),
        Shape(
            child_age=(40, 110),
            mother_age=(18, 19),
            older=(0, 0),
            father_left=None,
            partners=((690, 480), (420, 200), (150, None)),
            moves=(560, 330, 120),
        ),
        _head_injury,
    ),
    Arc(
        "sudden-infant-death-risk",
        ("J03", "J05", "J06", "J07"),
        Shape(child_age=(25, 90), older=(1, 3), without=frozenset({"safe-sleep", "sleep-environment"})),
        _sudden_death,
    ),
    Arc("methadone-at-home", ("D01", "D02", "D03"), Shape(child_age=(400, 1100), older=(0, 1)), _methadone),
)
