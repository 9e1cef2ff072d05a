"""The words, tag colours and order of everything the child's page names: stances, roles, services, owners."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stance:
    """How a pattern is to be read. `colour` is an NHS tag colour; none of them runs from green to red."""

    key: str
    tag: str
    colour: str
    means: str


#: In the order in which they ask for something, not of harm. Protective stands beside, never among them.
STANCES: dict[str, Stance] = {
    stance.key: stance
    for stance in (
        Stance(
            "urgent",
            "Urgent",
            "pink",
            "Asks for something the same day: is this child safe now, and who is making sure?",
        ),
        Stance(
            "always-harmful",
            "Always harmful",
            "purple",
            "Harms children whether or not they see it. Consider what each child in the family needs now.",
        ),
        Stance("cumulative", "Adds up", "blue", "No single fact here says much. Together, or over time, they do."),
        Stance(
            "explore",
            "Explore",
            "aqua-green",
            "A reason to ask, and to understand what it means for this child. By itself it says nothing against anyone.",
        ),
        Stance(
            "vulnerability",
            "Support first",
            "grey",
            "A reason to offer help: this family may need more of it than most. Never a reason to suspect.",
        ),
        Stance(
            "context",
            "Good to know",
            "white",
            "Neither a strength nor a worry: who and what is around this child, to be taken into account.",
        ),
    )
}
PROTECTIVE = Stance(
    "protective",
    "Protective",
    "white",
    "Strengths seen in this family. They stand beside what worries us and are never subtracted from it.",
)
UNKNOWN_STANCE = Stance("other", "Holds", "white", "Look at what it rests on.")

ROLES = {
    "self": "Child",
    "mother": "Mother",
    "father": "Father",
    "guardian": "Guardian",
    "carer": "Carer",
    "partner": "Partner of a parent or carer",
    "sibling": "Brother or sister",
    "household": "In the household",
    "same-address": "Same address, no tie recorded",
}
#: Roles that already name one person; all others need the person's own name beside them.
SINGULAR_ROLES = {"self", "mother", "father"}
ADULT_ROLES = ("mother", "father", "guardian", "carer", "partner")

#: service kind → (who acts, as in a sentence; column heading)
KINDS = {
    "gp": ("the GP", "GP"),
    "midwifery": ("the midwife", "Midwifery"),
    "health-visiting": ("the health visitor", "Health visiting"),
    "school-nursing": ("the school nurse", "School nursing"),
    "emergency": ("the emergency department", "Emergency department"),
    "camhs": ("CAMHS", "CAMHS"),
    "adult-mental-health": ("adult mental health", "Adult mental health"),
    "substance-misuse": ("the substance misuse service", "Substance misuse"),
    "sexual-health": ("sexual health", "Sexual health"),
    "paediatrics": ("paediatrics", "Paediatrics"),
    "dentistry": ("the dentist", "Dentistry"),
    "community-nursing": ("community nursing", "Community nursing"),
    "social-care": ("children's social care", "Children's social care"),
    "education": ("the school", "Education"),
    "police": ("the police", "Police"),
    "kinsight": ("Kinsight", "Recorded in Kinsight"),
}

OWNERS = {
    "gp": "GP",
    "camhs": "CAMHS",
    "adult-mental-health": "Adult mental health worker",
    "substance-misuse": "Substance misuse worker",
    "sexual-health": "Sexual health nurse",
    "emergency": "Emergency department",
    "named": "Named professional",
    "designated": "Designated professional",
    "recorder": "Whoever recorded it",
    "reception": "Reception",
}

GROUPS = {
    "domestic-abuse": "Domestic abuse",
    "cumulative": "Cumulative risk",
    "mental-health": "Mental health",
    "substance-misuse": "Alcohol and drugs",
    "engagement": "Engagement",
    "infants": "Infants",
    "head-injury": "Head injury in infants",
    "family-life": "Family life",
    "pregnancy": "Pregnancy",
    "young-people": "Young people",
    "care-status": "Care status",
    "transience": "Moves and handovers",
    "isolation": "Isolation, language and newcomers",
    "exploitation": "Exploitation",
    "disability": "Disabled children",
    "working-together": "Working together",
}

CERTAINTY = {"alleged": "Alleged, not confirmed", "refuted": "Refuted"}


def stance(key: str) -> Stance:
    """The stance of a pattern; an unknown word is shown plainly rather than lost."""
    return PROTECTIVE if key == "protective" else STANCES.get(key, UNKNOWN_STANCE)


def owner(key: str | None) -> str:
    """`Health visitor` from `health-visitor`."""
    return OWNERS.get(key or "", (key or "no owner").replace("-", " ").capitalize())


def service_acts(kind: str | None, name: str | None) -> str:
    """Who acts in a sentence: `the GP`; the service's own name when its kind says nothing."""
    return KINDS[kind][0] if kind in KINDS else (name or "a service not named")


def service_heading(kind: str | None, name: str | None) -> str:
    """The service's name, or what kind it is when it has none."""
    return name or (KINDS[kind][1] if kind in KINDS else "Service not named")


def role(key: str | None) -> str:
    """`Mother` from `mother`; an unforeseen role as its own words."""
    return ROLES.get(key or "", (key or "relation not recorded").replace("-", " ").capitalize())


def short_role(key: str | None) -> str:
    """A role that fits behind a name: `partner`, `in the household`."""
    return {"partner": "partner", "sibling": "sibling"}.get(key or "") or role(key).lower()


def concept(key: str | None, title: str | None = None) -> str:
    """The concept's title, else its word with the hyphens out."""
    return title or (key or "fact").replace("-", " ").capitalize()


SYSTEMS = {
    "http://snomed.info/sct": "SNOMED CT",
    "http://hl7.org/fhir/sid/icd-10": "ICD-10",
    "http://loinc.org": "LOINC",
    "http://read.info/readv2": "Read v2",
    "http://read.info/ctv3": "CTV3",
    "urn:kinsight:measure": "Our own measure",
    "urn:kinsight:concept": "Our own word",
}


def system(uri: str) -> str:
    """What a code system is called; its own address where it has no name here."""
    return SYSTEMS.get(uri, uri)
