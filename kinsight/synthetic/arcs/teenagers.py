"""Adolescents: carers who are discharged, self-harm and going missing, exploitation that one clinic names."""

from kinsight.synthetic.arcs.story import Arc, Tale
from kinsight.synthetic.plan import Shape


def _carer_discharged(tale: Tale) -> None:
    """She cares for her mother, still thinks of dying, and is discharged from CAMHS (L11)."""
    child = tale.child
    tale.aside(tale.mother, "long-term-condition", 900, "gp")
    tale.fact(child, "young-carer", 400, "school-nursing")
    tale.aside(child, "depression", 380, "camhs", late=10)
    tale.aside(child, "suicidal-ideation", 90, "camhs", late=10)
    tale.aside(child, "camhs-discharge", 35, "camhs", late=12)


def _self_harm(tale: Tale) -> None:
    """He hurts himself, stays away at night, is excluded from school: three services, nobody with the whole."""
    child = tale.child
    tale.fact(child, "self-harm", 50, "emergency", late=1)
    tale.fact(child, "missing-episode", 35, "police", until=33, late=0)
    tale.fact(child, "missing-episode", 15, "police", until=13, late=0)
    tale.aside(child, "school-exclusion", 25, "education", late=3)


def _exploited(tale: Tale) -> None:
    """The sexual health clinic is first to name it; social care decides to do no more; the clinic lets that stand."""
    child = tale.child
    tale.aside(child, "behaviour-change", 150, "school-nursing")
    tale.aside(child, "child-sexual-exploitation-risk", 60, "sexual-health", late=3)
    tale.aside(child, "referral-childrens-social-care", 56, "sexual-health")
    tale.life.record(
        child, "referral-decision", tale.day(54), "social-care", known=tale.day(53), value="no further action"
    )


ARCS = (
    Arc("young-carer-discharged", ("L10", "L11"), Shape(child_age=(5200, 6000), older=(0, 0)), _carer_discharged),
    Arc("self-harm-and-missing", ("L05", "L08", "L09"), Shape(child_age=(4900, 6200), older=(0, 0)), _self_harm),
    Arc("exploitation-named", ("M01", "M04", "M05"), Shape(child_age=(5100, 6100), older=(0, 0)), _exploited),
)  # fmt: skip
