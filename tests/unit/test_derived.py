"""Facts that follow from the record, version by version: what restates is one version, what corrects is another, and earlier days stay."""

from typing import Any

import pytest

from kinsight.engine.database import Database
from kinsight.engine.families.inputs import derive
from kinsight.rules.loading import load
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, parse
from kinsight.store.keys import key
from tests.unit.linkage_kit import BORN, TODAY, Linked, Records, Row, family, linked

__all__ = ["linked"]

D1, D2, D3 = parse("2024-05-01"), parse("2024-06-01"), parse("2024-07-01")
OURS = load()
#: (on, known, superseded) of a version.
Version = tuple[int, int, int]


def facts(db: Database, concept: str, knowledge: Knowledge = OURS) -> dict[int, list[Version]]:
    """Versions of each fact of a concept, by its event."""
    derive(db, knowledge)
    found: dict[int, list[Version]] = {}
    for row in db.rows("SELECT * FROM derived ORDER BY known"):
        if row["concept"] == concept:
            found.setdefault(row["event"], []).append((row["on"], row["known"], row["superseded"]))
    return found


def versions(db: Database, concept: str, knowledge: Knowledge = OURS) -> list[Version]:
    """Of the only fact of a concept; none where there is no such fact."""
    found = facts(db, concept, knowledge)
    assert len(found) <= 1, "one fact, whatever its versions"
    return next(iter(found.values()), [])


def again(records: Records, row: Row, table: str, day: int, **changed: Any) -> Row:
    """A later version of a row."""
    records.replaced(row, day)
    return records._add(table, **{**row, "version": records.versions + 1, "known": day, **changed})


# --- each fact: said again, corrected, taken back -----------------------------------------------------------------


def couple(records: Records, other: str, start: int, **more: Any) -> Row:
    records.person(other, born=parse("1990-01-01"))
    return records.bond("Patient/mum", other, "partner", **{"from": start, "known": start, **more})


def three_partners() -> tuple[Records, Row]:
    records = family()
    couple(records, "Patient/one", D1 - 400)
    couple(records, "Patient/two", D1 - 200)
    return records, couple(records, "Patient/three", D1)


def three_addresses() -> tuple[Records, Row]:
    records = family()
    records.lives("Patient/kid", "first", D1 - 400, known=D1 - 400)
    records.lives("Patient/kid", "second", D1 - 200, known=D1 - 200)
    return records, records.lives("Patient/kid", "third", D1, known=D1)


def someone_new() -> tuple[Records, Row]:
    records = family()
    records.person("Patient/new", born=parse("1990-01-01"))
    return records, records.bond("Patient/mum", "Patient/new", "partner", **{"from": D1, "known": D1})


MADE = {
    "third-partner-in-two-years": (three_partners, "bond"),
    "third-address-in-two-years": (three_addresses, "address"),
    "new-adult-in-household": (someone_new, "bond"),
}


@pytest.mark.parametrize("concept", MADE)
def test_an_end_that_is_added_does_not_date_it_anew(linked: Linked, concept: str):
    make, table = MADE[concept]
    records, row = make()
    again(records, row, table, D3, until=D3)
    assert versions(linked(records), concept) == [(D1, D1, FOREVER)]


@pytest.mark.parametrize("concept", MADE)
def test_another_day_of_its_beginning_is_another_version_of_the_same_fact(linked: Linked, concept: str):
    make, table = MADE[concept]
    records, row = make()
    again(records, row, table, D2, **{"from": D1 - 3})
    assert versions(linked(records), concept) == [(D1, D1, D2), (D1 - 3, D2, FOREVER)]


@pytest.mark.parametrize("concept", MADE)
def test_what_was_taken_back_was_so_until_then_and_may_be_said_again(linked: Linked, concept: str):
    make, table = MADE[concept]
    records, row = make()
    records.replaced(row, D2)
    records._add(table, **{**row, "version": records.versions + 1, "known": D3})
    assert versions(linked(records), concept) == [(D1, D1, D2), (D1, D3, FOREVER)]


@pytest.mark.parametrize("concept", MADE)
def test_what_another_service_says_too_stays_when_one_takes_it_back(linked: Linked, concept: str):
    make, table = MADE[concept]
    records, row = make()
    records.replaced(row, D3)
    records._add(table, **{**row, "version": records.versions + 1, "known": D2, "service": key("camhs")})
    assert versions(linked(records), concept) == [(D1, D1, FOREVER)]


def test_it_is_the_third_from_the_day_two_before_it_are_known(linked: Linked):
    records, _ = three_partners()
    couple(records, "Patient/nought", D1 - 300, known=D3)
    first = records.rows["bond"][2]
    records.replaced(first, D2)
    assert facts(linked(records), "third-partner-in-two-years")[
        key("third-partner-in-two-years/Patient/mum/Patient/three")
    ] == [(D1, D1, D2), (D1, D3, FOREVER)]


def test_three_who_begin_on_one_day_make_one_third(linked: Linked):
    records = family()
    for other in ("Patient/one", "Patient/two", "Patient/three"):
        couple(records, other, D1)
    assert versions(linked(records), "third-partner-in-two-years") == [(D1, D1, FOREVER)]


def test_a_grown_brother_who_comes_home_is_nobody_new_and_was_somebody_until_known_to_be_the_brother(linked: Linked):
    records = family()
    records.person("Patient/ed", born=parse("2000-01-01"))
    records.bond("Patient/kid", "Patient/ed", "household", **{"from": D1, "known": D1})
    records.bond("Patient/kid", "Patient/ed", "sibling", known=D2)
    assert versions(linked(records), "new-adult-in-household") == [(D1, D1, D2)]


def test_a_move_of_the_mother_counts_from_the_day_she_is_known_to_be_one(linked: Linked):
    records = family()
    for place, start in (("first", D1 - 400), ("second", D1 - 200), ("third", D1)):
        records.lives("Patient/mum", place, start, known=start)
        records.lives("Patient/dad", place, start, known=start)
    records.rows["bond"][0]["known"] = D2
    db = linked(records)
    assert versions(db, "third-address-in-two-years") == [(D1, D2, FOREVER)]
    moved = db.rows("SELECT person FROM derived WHERE concept = 'third-address-in-two-years'")
    assert {row["person"] for row in moved} == {key("Patient/mum")}


# --- births -------------------------------------------------------------------------------------------------------


def young(**bond: Any) -> tuple[Records, Row]:
    records = Records()
    records.person("Patient/kid", born=BORN)
    records.person("Patient/mum", born=BORN - 6900)
    return records, records.bond("Patient/kid", "Patient/mum", "mother", **bond)


def test_a_young_mother_whose_bond_is_said_again_is_known_from_the_first_day(linked: Linked):
    records, row = young()
    again(records, row, "bond", D1, until=D1)
    assert versions(linked(records), "young-parent") == [(BORN, BORN, FOREVER)]


def test_she_was_a_young_mother_until_the_bond_was_taken_back(linked: Linked):
    records, row = young()
    records.replaced(row, D1)
    assert versions(linked(records), "young-parent") == [(BORN, BORN, D1)]


def test_a_birth_date_that_came_later_makes_her_young_from_then_on(linked: Linked):
    records, _ = young()
    first = records.rows["person"][1]
    born, first["born"] = first["born"], None
    again(records, first, "person", D1, born=born)
    assert versions(linked(records), "young-parent") == [(BORN, D1, FOREVER)]


def test_a_child_who_has_grown_up_since_still_made_a_young_mother(linked: Linked):
    records, _ = young()
    for row in records.rows["person"]:
        row["born"] -= 6000
    db = linked(records)
    assert db.rows("SELECT child FROM child_record") == []
    assert versions(db, "young-parent") == [(BORN - 6000, BORN, FOREVER)]


def expecting(*ends: str) -> Records:
    """A mother of eighteen who expects a child in May 2024, known on 1 January."""
    records = Records()
    records.person("Patient/mum", born=parse("2006-01-01"))
    records.fact("Patient/mum", "expected-date", parse("2024-01-01"), known=parse("2024-01-01"), value="2024-05-01")
    for end in ends:
        records.fact("Patient/mum", "pregnancy-ended", parse(end), known=parse(end))
    return records


def test_who_expects_a_child_is_a_young_parent_to_be_until_the_pregnancy_ends(linked: Linked):
    assert versions(linked(expecting("2024-03-01")), "young-parent") == [(D1, parse("2024-01-01"), parse("2024-03-01"))]


def test_a_pregnancy_of_which_nobody_heard_again_makes_no_young_parent_for_ever(linked: Linked):
    assert versions(linked(expecting()), "young-parent") == [(D1, parse("2024-01-01"), D1 + 42)]


def four_children() -> Records:
    """Born in 2017, 2018, 2019 and 2020, each bond known on the day of its birth."""
    records = Records()
    records.person("Patient/mum", born=parse("1990-01-01"))
    for year in range(2017, 2021):
        day = parse(f"{year}-03-01")
        records.person(f"Patient/{year}", born=day, known=day)
        records.bond(f"Patient/{year}", "Patient/mum", "mother", known=day)
    return records


def test_a_fourth_child_is_known_from_the_first_day_however_often_its_bonds_are_said_again(linked: Linked):
    records = four_children()
    for row in list(records.rows["bond"]):
        again(records, row, "bond", D1)
    assert versions(linked(records), "fourth-child") == [(parse("2020-03-01"), parse("2020-03-01"), FOREVER)]


def test_an_elder_child_who_is_found_later_makes_another_the_fourth_from_then_on(linked: Linked):
    records = four_children()
    records.person("Patient/2015", born=parse("2015-03-01"), known=D1)
    records.bond("Patient/2015", "Patient/mum", "mother", known=D1)
    fourth = parse("2020-03-01"), parse("2019-03-01")
    assert versions(linked(records), "fourth-child") == [(fourth[0], fourth[0], D1), (fourth[1], D1, FOREVER)]


def test_three_are_left_when_one_was_another_womans(linked: Linked):
    records = four_children()
    records.replaced(records.rows["bond"][1], D1)
    assert versions(linked(records), "fourth-child") == [(parse("2020-03-01"), parse("2020-03-01"), D1)]


def test_every_fact_that_is_said_to_follow_from_the_record_is_made_by_one_of_these(linked: Linked):
    assert {*MADE, "young-parent", "fourth-child", "second-carer-on-record"} == {
        one.makes for one in OURS.derivations.values()
    }
    assert TODAY > D3
