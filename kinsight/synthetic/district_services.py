"""The district's services: four localities with their own practices and teams, and what all share."""

from dataclasses import dataclass

LOCALITIES = ("North", "Riverside", "Hillfoot", "Harbour")
PRACTICES_EACH = 4
_SURGERIES = (
    "Anchor Lane Surgery",
    "Beacon Practice",
    "Clover Medical Centre",
    "Dovecote Surgery",
    "Eastgate Practice",
    "Ferry Road Surgery",
    "Granary Medical Centre",
    "Hawthorn Practice",
    "Ivybridge Lane Surgery",
    "Juniper House Practice",
    "Kiln Street Surgery",
    "Larkfield Medical Centre",
    "Millpond Surgery",
    "Northfield Practice",
    "Orchard View Surgery",
    "Packhorse Practice",
)
#: Kinds with one team in each locality: (kind, short id, words).
_LOCAL = (
    ("midwifery", "mw", "Community Midwives"),
    ("health-visiting", "hv", "Health Visiting Team"),
    ("school-nursing", "sn", "School Nursing Team"),
)
_SHARED = (
    ("emergency", "ed-1", "Quayside Hospital Emergency Department"),
    ("emergency", "ed-2", "Moorland Hospital Emergency Department"),
    ("camhs", "camhs-1", "Child and Adolescent Mental Health Service"),
    ("adult-mental-health", "amh-1", "Adult Community Mental Health Team"),
    ("substance-misuse", "sub-1", "Turning Tide Drug and Alcohol Service"),
    ("sexual-health", "sh-1", "Lantern Sexual Health Clinic"),
    ("paediatrics", "paed-1", "Quayside Hospital Children's Outpatients"),
    ("dentistry", "dent-1", "Bridge Street Dental Practice"),
    ("dentistry", "dent-2", "Harbour Dental Practice"),
    ("community-nursing", "ccn-1", "Community Children's Nursing"),
    ("social-care", "csc-1", "Children's Social Care"),
    ("police", "police-1", "District Police Public Protection"),
    ("education", "edu-1", "Schools and Inclusion"),
    ("midwifery", "maternity-1", "Quayside Hospital Early Pregnancy Unit"),
)


@dataclass(frozen=True)
class Team:
    id: str
    kind: str
    name: str

    @property
    def ref(self) -> str:
        return f"Organization/{self.id}"


def _teams() -> tuple[Team, ...]:
    practices = [Team(f"gp-{i + 1}", "gp", name) for i, name in enumerate(_SURGERIES)]
    local = [
        Team(f"{short}-{i + 1}", kind, f"{place} {words}")
        for kind, short, words in _LOCAL
        for i, place in enumerate(LOCALITIES)
    ]
    return (*practices, *local, *(Team(id_, kind, name) for kind, id_, name in _SHARED))


TEAMS = _teams()


def around(locality: int, practice: int) -> dict[str, str]:
    """Kind of service → reference of the one that serves a family of this locality and practice (0 to 3 each)."""
    here = {team.kind: team.ref for team in reversed(TEAMS)}
    here["gp"] = f"Organization/gp-{locality * PRACTICES_EACH + practice + 1}"
    for kind, short, _ in _LOCAL:
        here[kind] = f"Organization/{short}-{locality + 1}"
    here["emergency"] = f"Organization/ed-{locality % 2 + 1}"
    here["dentistry"] = f"Organization/dent-{locality % 2 + 1}"
    here["early-pregnancy"] = "Organization/maternity-1"
    return here
