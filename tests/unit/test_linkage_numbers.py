"""Two records with one NHS number that contradict each other are two people, in both databases."""

from typing import Any

import pytest

from kinsight.engine.database import Database
from kinsight.store.days import parse
from kinsight.store.keys import key
from tests.unit.linkage_kit import BORN, MOVED, Linked, Records, bonds, family, linked

__all__ = ["linked"]

NUMBER = "9990000018"
Record = dict[str, Any]


def record(born: str | None = "2021-03-03", **more: Any) -> Record:
    return {"born": born and parse(born), **more}


#: What two records with one number say: whether they are one human.
PAIRS = {
    "the same": (record(name="Ida Fir", sex="female"), record(name="Ida Fir", sex="female"), True),
    "one without a birth": (record(), record(None), True),
    "births apart": (record("1995-04-04"), record("2024-03-01"), False),
    "births a day apart": (record("2021-03-03"), record("2021-03-04"), False),
    "a year that holds the day": (record("2021-01-01"), record("2021-03-03"), True),
    "a month that holds the day": (record("2021-03-01"), record("2021-03-03"), True),
    "another year": (record("2020-01-01"), record("2021-03-03"), False),
    "another month": (record("2021-04-01"), record("2021-03-03"), False),
    "a year, of another name": (record("2021-01-01", name="Ida Fir"), record("2021-03-03", name="Ivo Fir"), False),
    "twins, brother and sister": (record(name="Ida Fir", sex="female"), record(name="Ivo Fir", sex="male"), False),
    "twins by their order": (record(birth_order=1), record(birth_order=2), False),
    "a sex written wrongly": (record(name="Ida Fir", sex="female"), record(name="Ida Fir", sex="male"), True),
    "a sex not known": (record(name="Ida Fir", sex="female"), record(name="Ivo Fir", sex="unknown"), True),
    "another name": (record(name="Ida Fir", sex="female"), record(name="Iva Fir", sex="female"), True),
}  # fmt: skip


def humans(db: Database, *refs: str) -> list[int]:
    found = {row["ref"]: row["human"] for row in db.rows("SELECT ref, human FROM human")}
    return [found[ref] for ref in refs]


@pytest.mark.parametrize("case", PAIRS)
def test_one_number_on_two_records(linked: Linked, case):
    one, other, same = PAIRS[case]
    records = Records()
    records.person("Patient/a", nhs_number=NUMBER, **one)
    records.person("Patient/b", nhs_number=NUMBER, **other)
    a, b = humans(linked(records), "Patient/a", "Patient/b")
    assert (a == b) is same and ((a == key(f"nhs/{NUMBER}")) is same)


def test_those_who_agree_stay_one_and_facts_stay_apart(linked: Linked):
    records = Records()
    for ref, born in (("Patient/mum", "1995-04-04"), ("Patient/mum2", "1995-04-04"), ("Patient/baby", "2024-03-01")):
        records.person(ref, nhs_number=NUMBER, **record(born))
    mum, again, baby = humans(linked(records), "Patient/mum", "Patient/mum2", "Patient/baby")
    assert mum == again != baby


def baby_with_its_mothers_number(**relative: Any) -> Records:
    records = Records()
    records.person("Patient/mum", nhs_number=NUMBER, **record("1995-04-04"))
    records.person("Patient/baby", nhs_number=NUMBER, **record("2024-03-01"))
    records.person("RelatedPerson/r", nhs_number=NUMBER, **relative)
    return records


def test_the_mother_of_the_baby_is_not_the_baby(linked: Linked):
    records = baby_with_its_mothers_number()
    records.bond("Patient/baby", "RelatedPerson/r", "mother", known=MOVED)
    db = linked(records)
    mum, relative = humans(db, "Patient/mum", "RelatedPerson/r")
    assert mum == relative
    children = {row["ref"]: row["child"] for row in db.rows("SELECT child, ref FROM child_record")}
    assert list(children) == ["Patient/baby"], "and she is no child"
    roles = db.rows(
        "SELECT role FROM bond WHERE child = ? AND person = ?", [children["Patient/baby"], key("Patient/mum")]
    )
    assert roles == [{"role": "mother"}]


def test_a_mother_is_no_small_child(linked: Linked):
    records = baby_with_its_mothers_number()
    records.person("Patient/big", born=BORN)
    records.bond("Patient/big", "RelatedPerson/r", "mother", known=MOVED)
    mum, relative = humans(linked(records), "Patient/mum", "RelatedPerson/r")
    assert mum == relative


def test_who_may_be_either_is_neither(linked: Linked):
    records = baby_with_its_mothers_number()
    records.person("Patient/other", born=BORN)
    records.bond("Patient/other", "RelatedPerson/r", "sibling", known=parse("2025-01-01"))
    mum, baby, relative = humans(linked(records), "Patient/mum", "Patient/baby", "RelatedPerson/r")
    assert len({mum, baby, relative}) == 3 and relative == key("RelatedPerson/r")


def test_a_number_on_people_of_many_births_joins_nobody(linked: Linked):
    records = Records()
    for n in range(10):
        records.person(f"Patient/{n}", nhs_number=NUMBER, born=BORN + n // 2)
    found = humans(linked(records), *(f"Patient/{n}" for n in range(10)))
    assert len(set(found)) == 10


def test_a_birth_put_right_makes_them_one_again(linked: Linked):
    records = family(nhs_number=NUMBER)
    wrong = records.person("Patient/again", nhs_number=NUMBER, born=BORN + 3)
    records.replaced(wrong, MOVED)
    records.person("Patient/again", nhs_number=NUMBER, born=BORN, known=MOVED)
    db = linked(records)
    kid, again = humans(db, "Patient/kid", "Patient/again")
    assert kid == again == key(f"nhs/{NUMBER}")
    (child,) = db.rows("SELECT child FROM child_record")
    assert child["child"] == kid and bonds(db, f"nhs/{NUMBER}")
