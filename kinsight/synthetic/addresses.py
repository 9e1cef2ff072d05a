"""Addresses that do not exist: invented streets in a postcode area that was never assigned, each household its own."""

#: Addresses one family may use in a lifetime of stories.
PER_FAMILY = 10
_NAMES = (
    "Alder Amber Anchor Ash Barley Beacon Birch Bramble Bridge Brook Canal Cedar Chalk Cherry Chapel Clover Copper "
    "Corn Crane Dove Elder Fern Field Flint Forge Fox Garden Gate Grange Hawthorn Hazel Heron Hill Holly Juniper "
    "Kiln Lark Laurel Linden Long Maple Market Meadow Mill Moss North Oak Orchard Park Pear Poplar Quarry River Rose "
    "Rowan Station Thorn Willow"
)
_STEMS = tuple(_NAMES.split())
_KINDS = ("Street", "Road", "Lane", "Close", "Avenue", "Drive", "Court", "Way", "Terrace", "Place", "Gardens", "Rise")
_HOUSES = 200
_TOWNS = 20
_STREETS = len(_STEMS) * len(_KINDS)
ALL = _STREETS * _HOUSES * _TOWNS
#: Coprime to ALL: neighbours in family order are not neighbours in the street.
_STRIDE = 1_000_003
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def address(family: int, nth: int) -> tuple[str, str]:
    """(line, postcode) of the nth address of a family; no two are the same below 280,000 families."""
    house, rest = (place := (family * PER_FAMILY + nth) * _STRIDE % ALL) % _HOUSES, place // _HOUSES
    street, town = rest % _STREETS, rest // _STREETS
    line = f"{house + 1} {_STEMS[street % len(_STEMS)]} {_KINDS[street // len(_STEMS)]}"
    unit = street * 10 + house // 20
    inward = f"{unit // 400 % 10}{_LETTERS[unit // 20 % 20]}{_LETTERS[unit % 20]}"
    return line, f"QX{town + 1} {inward}"
