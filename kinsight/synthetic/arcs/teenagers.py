"""Adolescents: carers who are discharged, self-harm and going missing, exploitation that one clinic names."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.family_plan import Shape


def _carer_discharged(tale: Tale) -> None:
    """She cares for her mother, still thinks of dying, is seen once more by CAMHS and then discharged (L11)."""
    child = tale.child
    tale.background(tale.mother, "serious-illness", 900, "gp")
    tale.fact(child, "young-carer", 400, "school-nursing")
    tale.fact(child, "depression", 380, "camhs", late=10)
    tale.fact(child, "suicidal-ideation", 90, "camhs", late=10)
    tale.fact(child, "camhs-contact", 70, "camhs", late=3)
    tale.fact(child, "camhs-discharge", 35, "camhs", late=12)


def _self_harm(tale: Tale) -> None:
    """Bereaved, his father drinking, he hurts himself, stays away, is excluded: five services, nobody with the whole."""
    child = tale.child
    tale.fact(child, "bereavement", 300, "gp")
    tale.fact(tale.father, "alcohol-misuse", 200, "substance-misuse", late=10)
    tale.fact(child, "self-harm", 50, "emergency", late=1)
    tale.fact(child, "missing-episode", 35, "police", until=33, late=0)
    tale.fact(child, "school-exclusion", 25, "education", late=3)
    tale.fact(child, "missing-episode", 15, "police", until=13, late=0)


def _exploited(tale: Tale) -> None:
    """The sexual health clinic is first to name it; social care decides to do no more; the clinic lets that stand."""
    child = tale.child
    tale.background(child, "behaviour-change", 150, "school-nursing")
    tale.fact(child, "child-sexual-exploitation-risk", 60, "sexual-health", late=3)
    tale.background(child, "referral-childrens-social-care", 56, "sexual-health", late=1)
    tale.fact(child, "referral-declined", 54, "social-care")
    tale.fact(child, "missing-episode", 20, "police", until=19)


ARCS = (
    Arc("young-carer-discharged", ("L01", "L03", "L10", "L11"), Shape(child_age=(5200, 6000), older=(0, 0)), _carer_discharged),
    Arc("self-harm-and-missing", ("L05", "L06", "L08", "L09"), Shape(child_age=(4900, 6200), older=(0, 0)), _self_harm),
    Arc("exploitation-named", ("M01", "M04", "M05"), Shape(child_age=(5100, 6100), older=(0, 0)), _exploited),
)  # fmt: skip
