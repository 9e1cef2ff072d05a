"""Domestic abuse: told to a GP and left there, going on after separation, and answered well."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _disclosed_to_gp(tale: Tale) -> None:
    """The GP was kind, and arranged nothing: no follow-up, no other agency, no thought of the children (C08)."""
    tale.fact(tale.mother, "domestic-abuse-disclosed", 45, "gp")


def _after_separation(tale: Tale) -> None:
    """He has left; control goes on through the children, and his contact is about to be restricted."""
    tale.fact(tale.mother, "domestic-abuse-disclosed", 700, "health-visiting")
    tale.background(tale.mother, "specialist-domestic-abuse-referral", 698, "health-visiting")
    tale.background(tale.mother, "separation", 220, "gp")
    tale.fact(tale.mother, "acrimonious-separation", 200, "gp")
    tale.fact(tale.mother, "contact-dispute", 70, "social-care", late=4)
    tale.fact(tale.child, "contact-restricted", 12, "social-care", late=2)


def _judgement(tale: Tale) -> None:
    """A midwife refers to MARAC on her judgement, below the local threshold; everything owed is done."""
    mother, by = tale.mother, "midwifery"
    tale.fact(mother, "domestic-abuse-disclosed", 40, by)
    for concept in (
        "follow-up-arranged",
        "specialist-domestic-abuse-referral",
        "other-agencies-consulted",
        "marac-referred",
        "domestic-abuse-safety-plan",
        "barriers-to-leaving-recorded",
        "children-contact-asked",
        "explore-other-factors",
        "domestic-abuse-enquiry-made",
    ):
        tale.background(mother, concept, 40, by)
    tale.background(mother, "marac-heard", 25, "police", late=2)
    for child in tale.life.children_on(tale.day(40)):
        for concept in ("child-needs-considered", "child-victim-needs-recorded", "referral-childrens-social-care"):
            tale.background(child, concept, 39, by)
        tale.background(child, "referral-decision", 38, "social-care")


def _never_alone(tale: Tale) -> None:
    """He comes to every visit: twice she could not be asked, and nobody found another way (C01, C02)."""
    tale.background(tale.mother, "domestic-abuse-enquiry-unsafe", 60, "midwifery")
    tale.background(tale.mother, "domestic-abuse-enquiry-unsafe", 16, "midwifery")
    tale.first_day = tale.day(16)


ARCS = (
    Arc("abuse-told-to-gp", ("C08", "B02", "B10"), Shape(child_age=(400, 2500), older=(0, 1)), _disclosed_to_gp),
    Arc(
        "abuse-after-separation",
        ("C03", "C04", "C05", "B08"),
        Shape(child_age=(900, 3200), father_left=(215, 225), older=(0, 1)),
        _after_separation,
    ),
    Arc("referred-on-judgement", ("O10", "C07"), Shape(child_age=(-120, -40), older=(0, 1)), _judgement),
    Arc(
        "never-asked-alone",
        ("C01", "C02"),
        Shape(child_age=(-110, -60), older=(0, 0), without=frozenset({"enquiry"})),
        _never_alone,
    ),
)
