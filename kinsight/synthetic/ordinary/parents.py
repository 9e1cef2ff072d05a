"""Families in which a parent carries something, and is helped with it in good time."""

from kinsight.synthetic import adults
from kinsight.synthetic.family_plan import Shape
from kinsight.synthetic.ordinary.kind import FamilyBook, Kind

#: What a service for adults asks again every half year.
_ASKED = ("children-contact-asked", "domestic-abuse-enquiry-made")


def _young_mother(told: FamilyBook) -> None:
    """Eighteen or nineteen, with a family nurse from booking on and people of her own."""
    booked = told.plan.end - told.child.booked
    told.done(told.mother, booked, "midwifery", "young-parent-support", "support-network", "signposted")
    if told.age > 12:
        told.done(told.mother, told.age - 12, "health-visiting", "parenting-support-offered", "signposted")


def _mothers_depression(told: FamilyBook) -> None:
    adults.treated(told.life, told.mother, "depression", told.day(300), "gp", told.day(40))


def _fathers_anxiety(told: FamilyBook) -> None:
    adults.treated(told.life, told.father, "anxiety", told.day(260), "gp", None)


def _postnatal_depression(told: FamilyBook) -> None:
    """Found at the six to eight week review, treated, and named to everyone who needs to know."""
    ago = told.age - 50
    adults.treated(told.life, told.mother, "postnatal-depression", told.day(ago), "gp", told.day(20))
    told.done(told.mother, ago, "health-visiting", "mental-health-referral", "parenting-support-offered")


def _bipolar(told: FamilyBook) -> None:
    """Long well, and in the care of the perinatal team since booking."""
    booked = told.plan.end - told.child.booked
    told.fact(told.mother, "bipolar", 2600, "adult-mental-health")
    told.done(
        told.mother,
        booked,
        "midwifery",
        "mental-health-history-explored",
        "perinatal-mental-health-referral",
        "severity-and-impact-assessed",
        "co-existing-risks-assessed",
    )
    told.thought_of(told.mother, booked, "adult-mental-health")
    for ago in range(booked, -1, -182):
        told.done(told.mother, ago, "adult-mental-health", *_ASKED)


def _recovery(told: FamilyBook) -> None:
    """Used heroin before the children came; treatment ended well, and the service still rings."""
    told.fact(told.mother, "drug-misuse", 3900, "substance-misuse", until=3300)
    told.done(told.mother, 3895, "substance-misuse", "children-contact-asked", "substance-impact-on-children-assessed")
    told.fact(told.mother, "opioid-substitution-prescribed", 3890, "substance-misuse", until=2900)
    told.done(told.mother, 900, "substance-misuse", "support-network", "follow-up-arranged")


def _steady_methadone(told: FamilyBook) -> None:
    """Steady on methadone, a locked box at home, seen to every half year."""
    since = min(1500, max(told.age - 30, 0))
    told.fact(told.mother, "opioid-substitution-prescribed", since, "substance-misuse")
    told.thought_of(told.mother, since, "substance-misuse")
    told.done(told.mother, since, "substance-misuse", "substance-impact-on-children-assessed", "follow-up-arranged")
    for ago in range(since, -1, -182):
        told.done(told.mother, ago, "substance-misuse", *_ASKED, "safe-storage-checked")


def _hard_childhood(told: FamilyBook) -> None:
    """Grew up in care, said so at booking, and was asked what would help."""
    booked = told.plan.end - told.child.booked
    told.done(
        told.mother, booked, "midwifery", "parent-was-looked-after", "early-help", "signposted", "support-network"
    )
    told.thought_of(told.mother, booked, "midwifery")


def _bereaved(told: FamilyBook) -> None:
    """Her own mother has died; the GP sees her twice and asks after the children."""
    adults.treated(told.life, told.mother, "bereavement", told.day(120), "gp", None)
    told.done(told.mother, 118, "gp", "life-event-reviewed", "signposted")
    told.fact(told.child, "bereavement", 120, "school-nursing")
    told.done(told.child, 112, "school-nursing", "seen-alone", "follow-up-arranged", "child-needs-considered")


def _separated(told: FamilyBook) -> None:
    """They part as friends, and both come to the school play."""
    told.fact(told.mother, "separation", 300, "gp")
    told.done(told.mother, 300, "gp", "children-contact-asked", "life-event-reviewed", "follow-up-arranged")
    told.done(told.child, 290, "school-nursing", "child-needs-considered", "seen")


def _mixed_feelings(told: FamilyBook) -> None:
    """Not planned, talked over with the midwife, and welcome."""
    booked = told.plan.end - told.child.booked
    told.done(told.mother, booked, "midwifery", "unwanted-pregnancy", "ambivalence-explored", "support-network")


def _young_and_unplanned(told: FamilyBook) -> None:
    """Nineteen and frightened at first; talked over, helped, and glad of the baby."""
    _mixed_feelings(told)
    _young_mother(told)


YOUNG = Shape(child_age=(60, 900), mother_age=(18, 19), older=(0, 0))
CHILD = Shape(child_age=(400, 4500), older=(0, 1))
BABY = Shape(child_age=(110, 330), older=(0, 1))
KINDS = (
    Kind("young mother, well supported", _young_mother, YOUNG),
    Kind("mother's depression, treated", _mothers_depression, CHILD),
    Kind("father's anxiety, treated", _fathers_anxiety, CHILD),
    Kind("postnatal depression, found and treated", _postnatal_depression, BABY),
    Kind("mother with bipolar disorder, long well", _bipolar, Shape(child_age=(110, 330), older=(0, 0))),
    Kind("substance misuse long past", _recovery, Shape(child_age=(400, 2200), older=(0, 0))),
    Kind("steady on methadone", _steady_methadone, Shape(child_age=(700, 2500), older=(0, 0))),
    Kind("mother who grew up in care", _hard_childhood, BABY),
    Kind("bereaved and supported", _bereaved, Shape(child_age=(2600, 4700), older=(0, 0))),
    Kind("parted amicably", _separated, Shape(child_age=(2200, 4000), older=(0, 1), father_left=(295, 300))),
    Kind("unplanned and welcome", _mixed_feelings, Shape(child_age=(110, 330), older=(0, 1))),
    Kind("young, unplanned, and well supported", _young_and_unplanned, YOUNG),
)
