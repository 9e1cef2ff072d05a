"""Which addresses are one place, and which are no place that anybody could share."""

from typing import Any

import pytest

from kinsight.ingest.fhir import shared_addresses
from tests.unit.feeds_kit import NHS, patient, rows, take

KEY = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey"
Address = dict[str, Any]


def at(*lines: str, post: str | None = "ZZ1 1AA", **more: Any) -> Address:
    return {"use": "home", "line": list(lines), **({"postalCode": post} if post else {}), **more}


def uprn(number: str, kind: str = "UPRN") -> Address:
    said = [{"url": "type", "valueCoding": {"code": kind}}, {"url": "value", "valueString": number}]
    return {"extension": [{"url": KEY, "extension": said}]}


SAME = {
    "case, spaces and signs": (at("1 Elm Road"), at(" 1  ELM ROAD, ", post="zz11aa")),
    "lines split elsewhere": (at("Flat 2, 10 High Street"), at("Flat 2", "10 High Street")),
    "empty lines": (at("1 Elm Road", "", " "), at("1 Elm Road")),
    "the town is in the postcode": (at("1 Elm Road", city="Northtown"), at("1 Elm Road")),
    "accents": (at("1 Bryn Tŷ"), at("1 BRYN TY")),
    "text in place of lines": ({"text": "1 Elm Road", "postalCode": "ZZ1 1AA"}, at("1 Elm Road")),
    "one property, written differently": (at("1 Elm Rd", **uprn("100012345")), at("Elm House", **uprn("0100012345"))),
    "a street named after a hospital": (at("12 Hospital Road"), at("12 Hospital Road")),
    "no postcode but a town": (at("1 Elm Road", post=None, city="Northtown"), at("1 Elm Road", post=None, city="northtown")),
    "letters that are not Latin": (at("улица 5"), at("УЛИЦА 5")),
}  # fmt: skip
OTHER = {
    "flats of a building on the first line": (at("Oak Court", "Flat 2", "10 High Street"), at("Oak Court", "Flat 31", "10 High Street")),
    "another postcode": (at("1 Elm Road"), at("1 Elm Road", post="ZZ1 1AB")),
    "another property, written alike": (at("1 Elm Road", **uprn("1")), at("1 Elm Road", **uprn("2"))),
    "letters that are not Latin": (at("улица 5"), at("площадь 5")),
}  # fmt: skip
ALONE = {
    "pseudo postcode": at("12 Elm Road", post="ZZ99 3VZ"),
    "no fixed abode": at("No Fixed Abode"),
    "not known": at("NOT KNOWN."),
    "unknown in text": {"text": "Address unknown", "postalCode": "ZZ1 1AA"},
    "homeless": at("Homeless, sleeping rough", post=None, city="Northtown"),
    "nfa": at("NFA"),
    "care of": at("c/o 1 Elm Road"),
    "hospital": at("Ward 3", "St Anne's Hospital", "1 Elm Road"),
    "women's refuge": at("Northtown Women's Refuge"),
    "prison": at("HMP Northtown"),
    "hostel": at("Elm House Hostel, 3 High Street"),
    "hotel": at("Room 4", "The Elm Hotel"),
    "for a time": at("1 Elm Road", use="temp"),
    "for letters only": at("1 Elm Road", type="postal"),
    "a postcode alone": at(),
    "a town alone": at("Northtown", city="Northtown"),
    "a street somewhere": at("10 High Street", post=None),
    "half a postcode": at("10 High Street", post="ZZ1"),
    "another key than a UPRN": at(**uprn("1", kind="PAF")),
}  # fmt: skip


def keys(tmp_path, *people: tuple[str | None, list[Address]]) -> list[int]:
    """The places of people (NHS number, addresses), in the order sent."""
    sent = [
        patient(f"p{n}", address=some, identifier=[{"system": NHS, "value": number}] if number else [])
        for n, (number, some) in enumerate(people)
    ]
    assert take(tmp_path / "w", *sent).total("quarantined") == 0
    query = "SELECT place FROM records.address a JOIN records.person p USING (version) ORDER BY p.ref"
    return [place for (place,) in rows(tmp_path / "w", query)]


@pytest.mark.parametrize("case", SAME)
def test_one_place_however_it_is_written(tmp_path, case):
    one, other = SAME[case]
    assert len(set(keys(tmp_path, (None, [one]), (None, [other])))) == 1


@pytest.mark.parametrize("case", OTHER)
def test_places_apart(tmp_path, case):
    one, other = OTHER[case]
    assert len(set(keys(tmp_path, (None, [one]), (None, [other])))) == 2


@pytest.mark.parametrize("case", ALONE)
def test_no_place_to_share(tmp_path, case):
    found = keys(tmp_path, (None, [ALONE[case]]), (None, [ALONE[case]]))
    assert len(found) == 2, "the address is kept"
    assert len(set(found)) == 2


def test_what_one_person_s_records_say_alike_is_one_stay(tmp_path):
    gone = at("No fixed abode", post="ZZ99 3VZ")
    assert len(set(keys(tmp_path, ("9990000018", [gone]), ("9990000018", [gone])))) == 1


def test_every_word_of_the_lists_is_as_addresses_are_compared():
    """In small letters without signs, or it would never be met."""
    listed = (
        *shared_addresses.SAYS_NONE,
        *shared_addresses.IS_NONE,
        *shared_addresses.STAYS_IN,
        *shared_addresses.BEGINS,
    )
    assert all(word == " ".join("".join(c if c.isalnum() else " " for c in word.lower()).split()) for word in listed)
    assert len(listed) == len(set(listed))
