"""Where families live: houses, flats in blocks that others share, hostels and refuges; and who had to move there."""

from random import Random

from kinsight.synthetic.addresses import address
from kinsight.synthetic.family_plan import Child, Plan, Stay
from kinsight.synthetic.realistic.published_figures import figures

#: Families of neighbouring numbers that may share a block of flats, a hostel or a refuge; the numbers of such houses begin here.
NEIGHBOURS, BLOCKS_EACH = 60, 2
_FIRST_BLOCK, _FIRST_HOSTEL, _FIRST_REFUGE = 200_000, 230_000, 240_000
#: Families that share one hostel, and one refuge: a whole town's.
_TOWN = 2_000
#: Slots of the mother's own homes in a plan.
_OWN_HOMES = 7
_BLOCK_NAMES = ("Alder Court", "Beech House", "Cedar Point", "Elm Heights", "Rowan Court", "Linden House")
_HOSTEL_NAMES = ("Harbour House", "Station Lodge", "The Croft")
_REFUGE_NAMES = ("Rosewood", "The Willows", "Orchard View")


class Homes:
    """The addresses of one family, by the plan's slots."""

    def __init__(self, plan: Plan, rng: Random, shared: str = "") -> None:
        """`shared`: `hostel` or `refuge` where the mother's last home is one."""
        self.number, self._shared = plan.number, shared
        self._last = plan.mother.stays[-1].slot
        kinds = [rng.random() < figures()["flat"].value for _ in range(_OWN_HOMES)]
        self._flats = {slot: self._flat(rng) for slot, is_flat in enumerate(kinds) if is_flat}

    def _flat(self, rng: Random) -> tuple[str, str]:
        block = _FIRST_BLOCK + self.number // NEIGHBOURS * BLOCKS_EACH + rng.randrange(BLOCKS_EACH)
        line, postcode = address(block, 0)
        house = f"{_BLOCK_NAMES[block % len(_BLOCK_NAMES)]}, {line}"
        if rng.random() < figures()["flat-without-number"].value:
            return house, postcode
        return f"Flat {rng.randint(1, 40)}, {house}", postcode

    def at(self, slot: int) -> tuple[str, str]:
        """(line, postcode) of a slot."""
        if self._shared and slot == self._last:
            return _SHARED[self._shared](self.number)
        return self._flats.get(slot) or address(self.number, slot)


def _hostel(number: int) -> tuple[str, str]:
    """A house of many families; every other one is written without a word that says so."""
    house = number // _TOWN * 2 + number % 2
    line, postcode = address(_FIRST_HOSTEL + house, 0)
    name = _HOSTEL_NAMES[house % len(_HOSTEL_NAMES)]
    return (f"{name} Hostel, {line}" if house % 2 else f"{name}, {line}"), postcode


def _refuge(number: int) -> tuple[str, str]:
    """A house whose address says nothing, as it should."""
    house = number // _TOWN
    line, postcode = address(_FIRST_REFUGE + house, 0)
    return f"{_REFUGE_NAMES[house % len(_REFUGE_NAMES)]}, {line}", postcode


_SHARED = {"hostel": _hostel, "refuge": _refuge}


def rehouse(plan: Plan, on: int, alone: bool) -> None:
    """Mother and children move on a day to one more home; a partner moves too, or stays behind where she leaves `alone`."""
    slot = plan.mother.stays[-1].slot + 1
    with_her = [plan.mother, *(child for child in plan.children if child.born <= plan.end)]
    partner = plan.partner_on(on)
    if partner is not None and not alone:
        with_her.append(partner)
    for person in with_her:
        _move(person.stays, slot, max(on, person.born if isinstance(person, Child) else on))


def _move(stays: list[Stay], slot: int, on: int) -> None:
    stays[:] = [stay for stay in stays if stay.start is None or stay.start < on]
    if stays:
        stays[-1].until = on
    stays.append(Stay(slot, on, None))
