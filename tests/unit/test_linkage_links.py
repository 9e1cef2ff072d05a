"""Two records that a service says are one person's are one human, unless they contradict each other; in both databases."""

import pytest

from kinsight.engine.database import Database
from kinsight.store.days import parse
from kinsight.store.keys import key
from tests.unit.linkage_kit import BORN, MOVED, Linked, Records, bonds, family, linked
from tests.unit.test_linkage_numbers import PAIRS, humans

__all__ = ["linked"]

NUMBER, OTHER = "9990000018", "9990000026"


def people(*refs: str, **values) -> Records:
    records = Records()
    for ref in refs:
        records.person(ref, **values)
    return records


def names(count: int) -> list[str]:
    return [f"Patient/{n}" for n in range(count)]


def how_many(db: Database, *refs: str) -> int:
    return len(set(humans(db, *refs)))


@pytest.mark.parametrize("kind", ["seealso", "refer", "replaced-by", "replaces", "identity"])
def test_each_kind_of_link_joins(linked: Linked, kind):
    records = people("Patient/a", "RelatedPerson/b")
    records.link("Patient/a", "RelatedPerson/b", kind)
    assert how_many(linked(records), "Patient/a", "RelatedPerson/b") == 1


def test_what_is_only_proposed_joins_nobody(linked: Linked):
    records = people("Patient/a", "Patient/b")
    records.link("Patient/a", "Patient/b", "proposed")
    assert how_many(linked(records), "Patient/a", "Patient/b") == 2


@pytest.mark.parametrize("case", PAIRS)
def test_records_that_contradict_each_other_are_parted_as_those_of_one_number(linked: Linked, case):
    one, other, same = PAIRS[case]
    records = Records()
    records.person("Patient/a", **one)
    records.person("Patient/b", **other)
    records.link("Patient/a", "Patient/b")
    assert (how_many(linked(records), "Patient/a", "Patient/b") == 1) is same


@pytest.mark.parametrize("closed", [False, True], ids=["a chain", "a circle"])
def test_a_long_chain_joins_wholly(linked: Linked, closed):
    records = people(*names(150))
    for one, other in zip(names(150), [*names(150)[1:], *names(1)], strict=True):
        if closed or other != "Patient/0":
            records.link(one, other)
    assert how_many(linked(records), *names(150)) == 1


def test_a_star_of_links_joins_wholly(linked: Linked):
    records = people(*names(40))
    for ref in names(40)[:-1]:
        records.link(ref, "Patient/39")
    assert how_many(linked(records), *names(40)) == 1


def test_links_and_numbers_join_together(linked: Linked):
    records = people("Patient/a", "Patient/b", nhs_number=NUMBER)
    records.person("Patient/c", nhs_number=OTHER)
    records.person("Patient/d", nhs_number=OTHER)
    records.person("Patient/e")
    records.link("Patient/b", "Patient/e")
    records.link("Patient/e", "Patient/c")
    db = linked(records)
    assert how_many(db, *(f"Patient/{one}" for one in "abcde")) == 1
    assert humans(db, "Patient/a")[0] in (key(f"nhs/{NUMBER}"), key(f"nhs/{OTHER}"))


def test_a_link_that_was_taken_away_joins_no_longer(linked: Linked):
    records = people("Patient/a", "Patient/b")
    records.replaced(records.link("Patient/a", "Patient/b"), MOVED)
    assert how_many(linked(records), "Patient/a", "Patient/b") == 2


def test_a_link_to_a_record_that_never_came_joins_nobody(linked: Linked):
    records = people("Patient/a", "Patient/b")
    records.link("Patient/a", "Patient/never")
    records.link("Patient/b", "Patient/never")
    assert how_many(linked(records), "Patient/a", "Patient/b") == 2


def test_one_wrong_link_tears_nobody_apart(linked: Linked):
    records = people("Patient/a", "Patient/a2", nhs_number=NUMBER, born=BORN)
    for ref in ("Patient/b", "Patient/b2"):
        records.person(ref, nhs_number=OTHER, born=BORN + 400)
    records.person("Patient/c", born=BORN)
    records.link("Patient/a", "Patient/b")
    records.link("Patient/a", "Patient/c")
    a, a2, b, b2, c = humans(linked(records), "Patient/a", "Patient/a2", "Patient/b", "Patient/b2", "Patient/c")
    assert a == a2 == c == key(f"nhs/{NUMBER}") and b == b2 == key(f"nhs/{OTHER}")


def test_who_is_linked_to_two_who_contradict_each_other_is_neither(linked: Linked):
    records = people("Patient/a", "Patient/a2", born=BORN)
    records.person("Patient/b", born=BORN + 400)
    records.person("RelatedPerson/r")
    records.link("Patient/a", "Patient/a2")
    records.link("Patient/a", "RelatedPerson/r")
    records.link("Patient/b", "RelatedPerson/r")
    a, a2, b, r = humans(linked(records), "Patient/a", "Patient/a2", "Patient/b", "RelatedPerson/r")
    assert a == a2 and len({a, b, r}) == 3


def test_a_record_linked_by_people_of_many_births_joins_none_of_them(linked: Linked):
    records = people("Patient/test")
    for n in range(10):
        records.person(f"Patient/{n}", born=BORN + n // 2)
        records.link(f"Patient/{n}", "Patient/test")
    assert how_many(linked(records), "Patient/test", *names(10)) == 11


def test_the_mother_who_is_a_patient_elsewhere_is_the_mother(linked: Linked):
    records = family()
    records.person("RelatedPerson/r", born=parse("1990-05-05"))
    records.person("Patient/eve", born=parse("1990-05-05"))
    records.bond("Patient/kid", "RelatedPerson/r", "mother")
    records.link("Patient/eve", "RelatedPerson/r")
    assert ("mother", key("Patient/eve")) in bonds(linked(records))


def test_a_record_that_was_replaced_says_only_what_the_other_does_not(linked: Linked):
    records = Records()
    records.person("Patient/new", name="Kit Ash", born=BORN, nhs_number=NUMBER, known=BORN)
    records.person("Patient/old", name="Kitty Ash", sex="female", born=BORN, nhs_number=OTHER, known=MOVED)
    records.link("Patient/old", "Patient/new", "replaced-by")
    (who,) = linked(records).rows("SELECT name, sex, nhs_number FROM who")
    assert who == {"name": "Kit Ash", "sex": "female", "nhs_number": NUMBER}


@pytest.mark.parametrize("links", [False, True], ids=["apart", "linked"])
def test_whoever_is_linked_to_a_restricted_record_is_restricted(linked: Linked, links):
    records = family()
    records.person("Patient/lodger", born=parse("1980-01-01"))
    records.person("Patient/again", born=BORN)
    records.fact("Patient/again", "restricted-record", MOVED)
    for ref in ("Patient/kid", "Patient/lodger"):
        records.lives(ref, "home")
    if links:
        records.link("Patient/again", "Patient/kid")
    roles = {row["role"] for row in linked(records).rows("SELECT role FROM bond")}
    assert bool(roles & {"household", "same-address"}) is not links
