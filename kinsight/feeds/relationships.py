"""Which bond a RelatedPerson's relationship is, as data: the strongest role among its codes holds."""

ROLE_CODES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

MOTHER, FATHER, CARER, PARTNER = "mother", "father", "carer", "partner"
SIBLING, HOUSEHOLD, OTHER = "sibling", "household", "other"
#: A parent whose sex the code leaves open: the person's own decides.
PARENT = "parent"
#: The related person is the patient's child: the bond runs the other way.
CHILD = "child"

#: HL7 v3 RoleCode, and the plain words that CSV feeds send.
CODES = {
    MOTHER: "MTH NMTH GESTM ADOPTM",
    FATHER: "FTH NFTH NFTHF ADOPTF",
    PARENT: "PRN NPRN ADOPTP",
    CARER: "STPMTH STPFTH STPPRN FTHFOST MTHFOST PRNFOST GUARD CGIVER POWATT SPOWATT HPOWATT DPOWATT RESPRSN",
    SIBLING: "SIB NSIB HSIB STPSIB BRO NBRO HBRO STPBRO SIS NSIS HSIS STPSIS TWIN TWINBRO TWINSIS FTWIN FTWINBRO "
             "FTWINSIS ITWIN ITWINBRO ITWINSIS",
    PARTNER: "SPS HUSB WIFE DOMPART SIGOTHR FMRSPS",
    CHILD: "CHILD CHLDADOPT CHLDFOST NCHILD SON DAU NSON DAUC DAUADOPT SONADOPT DAUFOST SONFOST STPCHLD STPDAU STPSON "
           "SONC",
    HOUSEHOLD: "ROOM FAMMEMB EXT GRPRN GRMTH GRFTH MGRPRN MGRMTH MGRFTH PGRPRN PGRMTH PGRFTH GGRPRN GGRMTH GGRFTH AUNT "
               "MAUNT PAUNT UNCLE MUNCLE PUNCLE COUSN MCOUSN PCOUSN NEPHEW NIECE NIENEPH INLAW PRNINLAW MTHINLAW "
               "FTHINLAW SIBINLAW BROINLAW SISINLAW CHLDINLAW DAUINLAW SONINLAW GRNDCHILD GRNDDAU GRNDSON",
}  # fmt: skip
WORDS = {
    MOTHER: "mother mum", FATHER: "father dad", PARENT: "parent", CHILD: "child son daughter",
    CARER: "guardian carer stepmother stepfather step-mother step-father foster-carer",
    SIBLING: "brother sister sibling", PARTNER: "partner husband wife spouse",
    HOUSEHOLD: "lodger housemate grandmother grandfather grandparent aunt uncle cousin",
}  # fmt: skip

#: Strongest first. What is none of these (a friend, a neighbour, an emergency contact) is `other`: kept, and no
#: fact about them reaches the child.
ORDER = (MOTHER, FATHER, PARENT, CARER, SIBLING, PARTNER, CHILD, HOUSEHOLD)


def rows() -> list[tuple[str, str, int]]:
    """(code in lower case, role, strength: 1 is the strongest)."""
    found = []
    for strength, role in enumerate(ORDER, 1):
        words = [*CODES.get(role, "").lower().split(), *WORDS.get(role, "").split()]
        found += [(word, role, strength) for word in words]
    return found
