"""Which bond a RelatedPerson's relationship is, as data: the strongest role among its codes, else what its words say as a whole."""

ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

MOTHER, FATHER, CARER, PARTNER = "mother", "father", "carer", "partner"
SIBLING, HOUSEHOLD, OTHER = "sibling", "household", "other"
#: A parent whose sex the code leaves open: the person's own decides.
PARENT = "parent"
#: The partner of a parent, as the child's own record says it: no partner of the child.
PARENTS_PARTNER = "parent-partner"
#: The related person is the patient's child, or one whom the patient cares for: the bond runs the other way.
CHILD, WARD = "child", "ward"

#: What somebody says on the site who looked into it: not of this family; and that they said so, or its opposite, in error.
APART, WITHDRAWN = "apart", "withdrawn"
#: Our own codes of these two, and HL7 v3 RoleCode.
CODES = {
    APART: "KINSIGHT-APART",
    WITHDRAWN: "KINSIGHT-WITHDRAWN",
    MOTHER: "MTH NMTH GESTM ADOPTM",
    FATHER: "FTH NFTH NFTHF ADOPTF",
    PARENT: "PRN NPRN ADOPTP",
    CARER: "STPMTH STPFTH STPPRN FTHFOST MTHFOST PRNFOST GUARD CGIVER POWATT SPOWATT HPOWATT DPOWATT RESPRSN",
    SIBLING: "SIB NSIB HSIB STPSIB BRO NBRO HBRO STPBRO SIS NSIS HSIS STPSIS TWIN TWINBRO TWINSIS FTWIN FTWINBRO "
    "FTWINSIS ITWIN ITWINBRO ITWINSIS",
    PARTNER: "SPS HUSB WIFE DOMPART SIGOTHR FMRSPS",
    CHILD: "CHILD CHLDADOPT NCHILD SON DAU NSON DAUC DAUADOPT SONADOPT SONC",
    WARD: "CHLDFOST DAUFOST SONFOST STPCHLD STPDAU STPSON",
    HOUSEHOLD: "ROOM FAMMEMB EXT GRPRN GRMTH GRFTH MGRPRN MGRMTH MGRFTH PGRPRN PGRMTH PGRFTH GGRPRN GGRMTH GGRFTH AUNT "
    "MAUNT PAUNT UNCLE MUNCLE PUNCLE COUSN MCOUSN PCOUSN NEPHEW NIECE NIENEPH INLAW PRNINLAW MTHINLAW "
    "FTHINLAW SIBINLAW BROINLAW SISINLAW CHLDINLAW DAUINLAW SONINLAW GRNDCHILD GRNDDAU GRNDSON",
}
_MOTHER, _FATHER, _PARENT = "mother/mum/mam/mummy/mom/mommy", "father/dad/daddy", "parent"
_CHILD, _SIBLING = "child/son/daughter/baby", "brother/sister/sibling"
_ANY_PARENT = f"{_MOTHER}/{_FATHER}/{_PARENT}"
_PARTNER = "partner/husband/wife/spouse/boyfriend/girlfriend/fiance/fiancee/civil partner/cohabiting partner"
_OLDER = "grandmother/grandfather/grandparent/grandma/grandpa/grandad/granddad/gran/granny/nan/nana/grand mother/grand father/grand parent"
_KIN = f"{_OLDER}/aunt/auntie/aunty/uncle/cousin/niece/nephew/great {_OLDER.replace('/', '/great ')}/great aunt/great uncle"


def _with(before: str, words: str) -> list[str]:
    """Each of these words after each of these; an empty one is the word alone."""
    return [f"{first} {word}".strip() for first in before.split("/") for word in words.split("/")]


def _joined(before: str, words: str) -> list[str]:
    """The same, written as one word."""
    return [word.replace(" ", "") for word in _with(before, words)]


_BLOOD, _STEP = "/birth/biological/natural/adoptive/adopted/adopting/own", "step/foster/kinship/connected"
#: Whole phrases, in small letters without what is neither letter nor digit ("mother's" is "mother s"). One that is not here
#: is `other`, whatever words are in it: a friend of the mother is no mother.
PHRASES: dict[str, list[str]] = {
    MOTHER: _with(_BLOOD, _MOTHER),
    FATHER: _with(_BLOOD, _FATHER),
    PARENT: _with(_BLOOD, _PARENT),
    CARER: [
        *_with(_STEP, f"{_ANY_PARENT}/carer"),
        *_joined("step", _ANY_PARENT),
        *_with("/legal/special/testamentary", "guardian"),
        *_with("/main/primary/full time/family", "carer/caregiver/care giver"),
    ],
    SIBLING: [
        *_with("/half/step/twin/full/adoptive/adopted/foster/older/elder/younger/big/little", _SIBLING),
        *_joined("half/step", _SIBLING),
        "twin",
        "triplet",
    ],
    PARTNER: _with("/current/married", _PARTNER),
    PARENTS_PARTNER: [
        *(
            f"{partner} of {word}"
            for partner in _PARTNER.split("/")
            for word in _with("/the/childs/child s/his/her", _ANY_PARENT)
        ),
        *(
            f"{whose} {partner}"
            for partner in _PARTNER.split("/")
            for whose in (f"{word}{end}" for word in _ANY_PARENT.split("/") for end in ("s", " s", ""))
        ),
    ],
    CHILD: _with(_BLOOD, _CHILD),
    WARD: [*_with(_STEP, _CHILD), *_joined("step", _CHILD), "ward"],
    HOUSEHOLD: [*_with("/maternal/paternal/mat/pat/step", _KIN), "lodger", "housemate", "flatmate", "household member"],
}

#: Strongest first. What is none of these (a friend, a neighbour, an emergency contact) is `other`: kept, and no
#: fact about them reaches the child.
ORDER = (MOTHER, FATHER, PARENT, CARER, SIBLING, PARTNER, PARENTS_PARTNER, CHILD, WARD, HOUSEHOLD, APART, WITHDRAWN)


#: Parts of the codes that say how somebody is a parent or a child and not by birth: step, foster. Beside a plainer code these say more.
NOT_BY_BIRTH = ("STP", "FOST")


def rows() -> list[tuple[str, str, int]]:
    """(word, role, strength: the least holds). A word is a code in small letters after `#`, or a whole phrase; any code is
    stronger than every phrase, and one that says step or foster than every other."""
    coded = [(f"#{code}", role) for role, words in CODES.items() for code in words.lower().split()]
    worded = [(phrase, role) for role, words in PHRASES.items() for phrase in dict.fromkeys(words)]
    found = [(word, role, ORDER.index(role) - _said_more(word) * len(ORDER)) for word, role in coded]
    return found + [(word, role, len(ORDER) + ORDER.index(role)) for word, role in worded]


def _said_more(word: str) -> bool:
    return any(part in word.upper() for part in NOT_BY_BIRTH)
