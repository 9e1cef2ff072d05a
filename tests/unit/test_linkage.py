"""Who is one human, who belongs to whom and since when: each rule of kinsight/identity/sql on a small family, in both databases."""

import re
from typing import Any

from kinsight.engine.database import Database
from kinsight.identity import kinship
from kinsight.store.days import ALWAYS, FOREVER, parse
from kinsight.store.keys import key
from tests.unit.linkage_kit import BORN, MOVED, TODAY, Linked, Records, Row, bond, bonds, family, linked

__all__ = ["linked"]


def test_a_child_has_its_parents_and_itself(linked: Linked):
    db = linked(family())
    assert bonds(db) == {("mother", key("Patient/mum")), ("father", key("Patient/dad"))}
    assert db.rows("SELECT person FROM bond WHERE role = 'self'") == [{"person": key("Patient/kid")}]


def test_who_is_grown_up_on_the_day_is_no_child(linked: Linked):
    db = linked(family(born=parse("2008-10-30")))
    assert db.rows("SELECT child FROM child_record") == []


def test_a_mother_of_seventeen_is_a_child_too(linked: Linked):
    records = family()
    records.rows["person"][1]["born"] = parse("2009-06-01")
    found = {row["child"] for row in linked(records).rows("SELECT child FROM child_record")}
    assert found == {key("Patient/kid"), key("Patient/mum")}


def test_the_same_nhs_number_is_one_human_and_facts_keep_their_reference(linked: Linked):
    records = family(nhs_number="9990000018")
    records.person("Patient/hospital-7", nhs_number="9990000018", born=BORN, known=MOVED)
    db = linked(records)
    (child,) = db.rows("SELECT child, ref FROM child_record")
    assert child["child"] == key("nhs/9990000018")
    own = {row["person"] for row in db.rows("SELECT person FROM bond WHERE role = 'self'")}
    assert {key("Patient/kid"), key("Patient/hospital-7")} <= own, "facts under either reference are the child's own"
    refs = {row["person"] for row in db.rows("SELECT person FROM human WHERE human = ?", [child["child"]])}
    assert refs == {key("Patient/kid"), key("Patient/hospital-7")}


def test_a_number_put_right_parts_two_who_were_never_one(linked: Linked):
    records = family(nhs_number="9990000018")
    wrong = records.person("Patient/other", nhs_number="9990000018", born=BORN)
    records.replaced(wrong, MOVED)
    records.person("Patient/other", nhs_number="9990000026", born=BORN, known=MOVED)
    humans = linked(records).rows("SELECT DISTINCT human FROM human WHERE ref IN ('Patient/kid', 'Patient/other')")
    assert len(humans) == 2


def test_the_mothers_new_partner_is_the_childs_from_the_day_he_came(linked: Linked):
    records = family()
    records.person("Patient/new", born=parse("1990-01-01"))
    records.bond("Patient/mum", "Patient/new", "partner", **{"from": MOVED, "known": MOVED + 9})
    row = bond(linked(records), "partner", "Patient/new")
    assert (row["from"], row["known"]) == (MOVED, MOVED + 9)


def test_a_parents_partner_whom_the_childs_own_record_names_is_a_partner_and_no_couple_with_the_child(linked: Linked):
    records = family()
    records.person("Patient/new", born=parse("1990-01-01"))
    records.bond("Patient/kid", "Patient/new", "parent-partner")
    db = linked(records)
    assert bond(db, "partner", "Patient/new")
    assert db.rows("SELECT person FROM relation WHERE role = 'partner'") == []


def test_parents_who_are_a_couple_are_not_each_others_partner_to_the_child(linked: Linked):
    records = family()
    records.bond("Patient/mum", "Patient/dad", "partner")
    assert ("partner", key("Patient/dad")) not in bonds(linked(records))


def test_a_bond_that_ended_and_one_that_was_taken_back(linked: Linked):
    records = family()
    records.person("Patient/new", born=parse("1990-01-01"))
    row = records.bond("Patient/mum", "Patient/new", "partner", **{"from": MOVED, "until": MOVED + 100})
    records.replaced(row, TODAY)
    found = bond(linked(records), "partner", "Patient/new")
    assert (found["until"], found["superseded"]) == (MOVED + 100, TODAY)


def test_children_of_one_mother_are_brothers_and_sisters_whatever_the_father(linked: Linked):
    records = family()
    records.person("Patient/half", born=BORN + 900)
    records.bond("Patient/half", "Patient/mum", "mother")
    db = linked(records)
    assert ("sibling", key("Patient/half")) in bonds(db)
    assert ("sibling", key("Patient/kid")) in bonds(db, "Patient/half")


def test_an_adult_at_the_same_address_has_no_more_than_that_while_both_live_there(linked: Linked):
    records = family()
    records.person("Patient/lodger", born=parse("1980-01-01"))
    records.lives("Patient/kid", "mill-lane", BORN)
    records.lives("Patient/lodger", "mill-lane", MOVED, MOVED + 60)
    row = bond(linked(records), "same-address", "Patient/lodger")
    assert (row["from"], row["until"]) == (MOVED, MOVED + 60)


def test_a_parent_at_the_address_is_a_parent_and_a_cousin_counts_from_sixteen(linked: Linked):
    records = family()
    records.person("Patient/cousin", born=parse("2018-01-01"))
    for ref in ("Patient/kid", "Patient/mum", "Patient/cousin"):
        records.lives(ref, "mill-lane", BORN)
    db = linked(records)
    assert ("household", key("Patient/mum")) not in bonds(db)
    assert bond(db, "same-address", "Patient/cousin")["from"] == parse("2018-01-01") + 5844


def test_a_household_that_a_service_states_holds_and_a_partner_at_home_is_of_it(linked: Linked):
    records = family()
    for ref in ("Patient/gran", "Patient/new"):
        records.person(ref, born=parse("1960-01-01"))
        records.lives(ref, "mill-lane", MOVED)
    records.lives("Patient/kid", "mill-lane", BORN)
    records.bond("Patient/kid", "Patient/gran", "household")
    records.bond("Patient/mum", "Patient/new", "partner")
    found = bonds(linked(records))
    assert {
        ("household", key("Patient/gran")),
        ("household", key("Patient/new")),
        ("partner", key("Patient/new")),
    } <= found
    assert "same-address" not in {role for role, _ in found}


def test_a_grown_brother_at_home_is_a_member_of_the_household_from_eighteen(linked: Linked):
    records = family()
    records.person("Patient/brother", born=parse("2006-01-01"))
    records.bond("Patient/brother", "Patient/mum", "mother")
    for ref in ("Patient/kid", "Patient/brother"):
        records.lives(ref, "mill-lane", BORN)
    assert bond(linked(records), "household", "Patient/brother")["from"] == parse("2006-01-01") + 6575


def pregnant(expected: str = "2027-01-10", known: str = "2026-06-01", ref: str = "Patient/mum") -> Records:
    records = Records()
    records.person("Patient/mum", born=parse("1995-01-01"), sex="female", name="Mia")
    records.fact(ref, "expected-date", parse(known), value=expected, known=parse(known))
    return records


def test_an_unborn_child_stands_from_the_day_the_pregnancy_was_known(linked: Linked):
    db = linked(pregnant())
    (child,) = db.rows("SELECT child, born, expected, known FROM child_record")
    assert child["born"] is None and child["expected"] == parse("2027-01-10") and child["known"] == parse("2026-06-01")
    row = db.rows("SELECT role, person, \"from\" FROM bond WHERE role <> 'self'")
    assert row == [{"role": "mother", "person": key("Patient/mum"), "from": parse("2027-01-10") - 280}]


def test_a_second_date_for_the_same_pregnancy_moves_the_day_and_makes_no_second_child(linked: Linked):
    records = pregnant()
    records.fact("Patient/mum", "expected-date", parse("2026-07-01"), value="2027-01-17", known=parse("2026-07-01"))
    (child,) = linked(records).rows("SELECT expected FROM child_record")
    assert child["expected"] == parse("2027-01-17")


def test_at_birth_the_pregnancy_becomes_the_babys_record(linked: Linked):
    records = pregnant(expected="2026-10-20")
    records.person("Patient/baby", born=parse("2026-10-14"), known=parse("2026-10-14"))
    records.bond("Patient/baby", "Patient/mum", "mother", known=parse("2026-10-14"))
    (child,) = linked(records).rows("SELECT ref, born, expected, known FROM child_record")
    assert (child["ref"], child["born"], child["expected"]) == (
        "Patient/baby",
        parse("2026-10-14"),
        parse("2026-10-20"),
    )
    assert child["known"] == parse("2026-06-01"), "what was known of the pregnancy is known of the baby"


def born(records: Records, known: str = "2026-10-14", **bond: Any) -> Row:
    """The baby of `pregnant(expected="2026-10-20")`, with the bond to its mother as a service recorded it."""
    records.person("Patient/baby", born=parse("2026-10-14"), known=parse("2026-10-14"))
    return records.bond("Patient/baby", "Patient/mum", "mother", known=parse(known), **bond)


def held_bonds(db: Database, child: str, person: str) -> set[tuple[int, int, int]]:
    """(until, known, superseded) of each row of a bond."""
    sql = "SELECT \"until\", known, superseded FROM bond WHERE child = ? AND person = ? AND role <> 'self'"
    return {(row["until"], row["known"], row["superseded"]) for row in db.rows(sql, [key(child), key(person)])}


def test_a_bond_that_the_service_ended_is_not_revived_by_the_pregnancy(linked: Linked):
    records, over = pregnant(expected="2026-10-20"), parse("2026-10-25")
    born(records, known="2026-10-26", until=over)
    found = held_bonds(linked(records), "Patient/baby", "Patient/mum")
    assert found == {
        (FOREVER, parse("2026-06-01"), parse("2026-10-26")),
        (over, parse("2026-10-26"), FOREVER),
    }, "she was the mother as far as was known until the end was recorded, and not after it"


def test_a_bond_that_another_service_still_states_goes_on(linked: Linked):
    records = pregnant(expected="2026-10-20")
    born(records, until=parse("2026-10-25"))
    records.bond("Patient/baby", "Patient/mum", "mother", known=parse("2026-10-14"))
    assert (FOREVER, parse("2026-06-01"), FOREVER) in held_bonds(linked(records), "Patient/baby", "Patient/mum")


def test_after_an_adoption_they_are_no_brother_and_sister_any_more(linked: Linked):
    records = family()
    records.person("Patient/half", born=BORN + 900)
    records.bond("Patient/half", "Patient/mum", "mother", until=MOVED, known=MOVED)
    db = linked(records)
    for child, other in (("Patient/kid", "Patient/half"), ("Patient/half", "Patient/kid")):
        assert held_bonds(db, child, other) == {(MOVED, MOVED, FOREVER)}


def test_they_stay_brother_and_sister_by_the_other_parent(linked: Linked):
    records = family()
    records.person("Patient/half", born=BORN + 900)
    records.bond("Patient/half", "Patient/mum", "mother", until=MOVED, known=MOVED)
    records.bond("Patient/half", "Patient/dad", "father")
    assert (FOREVER, BORN, FOREVER) in held_bonds(linked(records), "Patient/kid", "Patient/half")


def test_twins_come_from_one_pregnancy(linked: Linked):
    records = pregnant(expected="2026-10-20")
    for ref in ("Patient/one", "Patient/two"):
        records.person(ref, born=parse("2026-10-01"))
        records.bond(ref, "Patient/mum", "mother")
    found = linked(records).rows("SELECT ref, expected FROM child_record ORDER BY ref")
    assert [(row["ref"], row["expected"]) for row in found] == [
        ("Patient/one", parse("2026-10-20")),
        ("Patient/two", parse("2026-10-20")),
    ]


def test_an_unborn_child_leaves_when_the_pregnancy_is_known_to_have_ended(linked: Linked):
    records = pregnant()
    records.fact("Patient/mum", "pregnancy-ended", parse("2026-08-01"), known=parse("2026-08-05"))
    (child,) = linked(records).rows("SELECT left_on FROM child_record")
    assert child["left_on"] == parse("2026-08-05")


def expected_again(records: Records, expected: str, given: str, **more: Any) -> Row:
    """Another expected date of the same mother, given and recorded on a day."""
    day = {"known": parse(given), **more}
    return records.fact("Patient/mum", "expected-date", parse(given), value=expected, **day)


def ended(records: Records, day: str, **more: Any) -> Row:
    return records.fact("Patient/mum", "pregnancy-ended", parse(day), **{"known": parse(day), **more})


def unborn(db: Database) -> set[tuple[int, int]]:
    """(expected, left on) of the unborn children."""
    return {
        (row["expected"], row["left_on"])
        for row in db.rows("SELECT expected, left_on FROM child_record WHERE born IS NULL")
    }


LOST, NEXT = parse("2026-12-20"), parse("2027-03-25")


def test_a_date_that_is_new_after_a_loss_is_of_a_new_pregnancy(linked: Linked):
    records = pregnant(expected="2026-12-20", known="2026-05-01")
    ended(records, "2026-07-01")
    expected_again(records, "2027-03-25", "2026-09-01")
    assert unborn(linked(records)) == {(LOST, parse("2026-07-01")), (NEXT, NEXT + 42)}


def test_a_loss_that_was_recorded_late_ended_the_pregnancy_of_its_day(linked: Linked):
    records = pregnant(expected="2026-12-20", known="2026-05-01")
    expected_again(records, "2027-03-25", "2026-09-01")
    ended(records, "2026-07-01", known=parse("2026-10-01"))
    assert unborn(linked(records)) == {(LOST, parse("2026-10-01")), (NEXT, NEXT + 42)}


def test_the_date_of_before_written_again_after_a_loss_is_no_new_pregnancy(linked: Linked):
    records = pregnant(expected="2026-12-20", known="2026-05-01")
    ended(records, "2026-07-01")
    expected_again(records, "2026-12-20", "2026-07-20")
    assert unborn(linked(records)) == {(LOST, parse("2026-07-01"))}


def test_a_date_corrected_after_a_loss_is_no_new_pregnancy(linked: Linked):
    records = pregnant(expected="2026-12-20", known="2026-05-01")
    ended(records, "2026-07-01")
    wrong = records.rows["event"][0]
    records.replaced(wrong, parse("2026-07-20"))
    expected_again(records, "2026-12-27", "2026-07-20", event=wrong["event"])
    assert unborn(linked(records)) == {(parse("2026-12-27"), parse("2026-07-01"))}


def test_two_losses_and_the_child_who_is_expected_now(linked: Linked):
    records = pregnant(expected="2026-12-20", known="2026-05-01")
    ended(records, "2026-05-20")
    expected_again(records, "2027-02-10", "2026-07-01")
    ended(records, "2026-07-20")
    expected_again(records, "2027-04-20", "2026-09-15")
    assert {when for when, left in unborn(linked(records)) if left > TODAY} == {parse("2027-04-20")}


def test_the_baby_comes_of_the_pregnancy_that_went_on(linked: Linked):
    """Born early, it would fit the one that was lost too."""
    records = pregnant(expected="2026-10-20", known="2026-02-01")
    ended(records, "2026-03-01")
    expected_again(records, "2027-01-10", "2026-06-01")
    born(records)
    (child,) = linked(records).rows("SELECT expected, known FROM child_record WHERE ref = 'Patient/baby'")
    assert (child["expected"], child["known"]) == (parse("2027-01-10"), parse("2026-06-01"))


def test_a_date_nobody_believes_any_more_is_no_pregnancy(linked: Linked):
    records = pregnant()
    records.replaced({"version": records.rows["event"][0]["version"]}, parse("2026-06-02"))
    assert linked(records).rows("SELECT child FROM child_record") == []


def test_never_dated_is_always(linked: Linked):
    row = bond(linked(family()), "mother", "Patient/mum")
    assert (row["from"], row["until"]) == (ALWAYS, FOREVER)


def test_every_fact_by_which_families_are_joined_is_named():
    """A sweep takes it from the names that no other fact changes a family."""
    read = [step for step in kinship.STEPS if "records.event" in kinship.statement(step)]
    named = {word for step in read for word in re.findall(r"concept = '([a-z-]+)'", kinship.statement(step))}
    reads = sum(kinship.statement(step).count("records.event") for step in read)
    tests = sum(len(re.findall(r"concept = '", kinship.statement(step))) for step in read)
    assert named == set(kinship.CONCEPTS) and reads == tests
