"""The check digit of SNOMED CT identifiers (Verhoeff 1969; SNOMED CT release file specification, SCTID check digit)."""

# The dihedral group of ten elements, and the permutation of each place from the right.
_TIMES = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_PLACE = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)


def sound(identifier: str) -> bool:
    """Whether this is 6 to 18 digits, not starting with 0, whose last digit checks the rest."""
    if not (identifier.isascii() and identifier.isdigit() and 6 <= len(identifier) <= 18 and identifier[0] != "0"):
        return False
    check = 0
    for place, digit in enumerate(reversed(identifier)):
        check = int(_TIMES[check][int(_PLACE[place % 8][int(digit)])])
    return check == 0
