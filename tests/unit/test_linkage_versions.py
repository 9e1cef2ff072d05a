"""What somebody is to a child rests on what was believed on the day: who turns out to be the father was the mother's partner until then."""

from kinsight.engine.database import Database
from kinsight.store.days import ALWAYS, FOREVER, parse
from kinsight.store.keys import key
from tests.unit.linkage_kit import BORN, MOVED, TODAY, Linked, family, linked
from tests.unit.test_linkage import born, held_bonds, pregnant

__all__ = ["linked"]

LEARNT = MOVED + 30


def versions(db: Database, role: str, ref: str) -> list[tuple[int, int, int]]:
    """(from, known, superseded) of each version of a tie to the child."""
    rows = db.rows(
        'SELECT "from", known, superseded FROM bond WHERE child = ? AND role = ? AND person = ? ORDER BY known',
        [key("Patient/kid"), role, key(ref)],
    )
    return [(row["from"], row["known"], row["superseded"]) for row in rows]


def test_who_turns_out_to_be_the_father_was_the_mothers_partner_until_then(linked: Linked):
    records = family()
    records.person("Patient/new", born=parse("1990-01-01"))
    records.bond("Patient/mum", "Patient/new", "partner", **{"from": MOVED, "known": MOVED})
    said = records.bond("Patient/kid", "Patient/new", "father", known=LEARNT)
    records.replaced(said, LEARNT + 9)
    db = linked(records)
    assert versions(db, "partner", "Patient/new") == [(MOVED, MOVED, LEARNT), (MOVED, LEARNT + 9, FOREVER)]
    assert versions(db, "father", "Patient/new") == [(ALWAYS, LEARNT, LEARNT + 9)]


def test_a_lodger_is_of_the_household_from_the_day_a_service_says_more_of_him(linked: Linked):
    records = family()
    records.person("Patient/lodger", born=parse("1980-01-01"))
    for ref in ("Patient/kid", "Patient/lodger"):
        records.lives(ref, "mill-lane", MOVED, known=MOVED)
    records.bond("Patient/mum", "Patient/lodger", "partner", **{"from": MOVED, "known": LEARNT})
    db = linked(records)
    assert versions(db, "same-address", "Patient/lodger") == [(MOVED, MOVED, LEARNT)]
    assert versions(db, "household", "Patient/lodger") == [(MOVED, LEARNT, FOREVER)]


def test_a_brother_of_sixteen_counted_as_an_adult_at_home_until_known_to_be_one(linked: Linked):
    records, born = family(), parse("2006-01-01")
    records.person("Patient/ed", born=born)
    for ref in ("Patient/kid", "Patient/ed"):
        records.lives(ref, "mill-lane", BORN, known=MOVED)
    records.bond("Patient/ed", "Patient/mum", "mother", known=LEARNT)
    db = linked(records)
    assert versions(db, "same-address", "Patient/ed") == [(born + 5844, MOVED, LEARNT)]
    assert versions(db, "household", "Patient/ed") == [(born + 6575, LEARNT, FOREVER)]


def test_a_bond_that_is_said_again_word_for_word_is_one_from_its_first_day(linked: Linked):
    records = family()
    first = records.rows["bond"][0]
    records.replaced(first, MOVED)
    records.bond("Patient/kid", "Patient/mum", "mother", known=MOVED)
    assert versions(linked(records), "mother", "Patient/mum") == [(ALWAYS, BORN, FOREVER)]


def test_an_expected_day_that_is_corrected_leaves_the_day_it_was_first_known(linked: Linked):
    records = pregnant(known="2026-06-01")
    first = records.rows["event"][0]
    records.replaced(first, parse("2026-08-01"))
    records._add("event", **{**first, "version": 99, "known": parse("2026-08-01"), "value": "2027-01-20"})
    (child,) = linked(records).rows("SELECT expected, known FROM child_record WHERE born IS NULL")
    assert (child["expected"], child["known"]) == (parse("2027-01-20"), parse("2026-06-01"))


def test_a_mother_whose_bond_was_ended_by_mistake_was_none_on_those_days_alone(linked: Linked):
    """The pregnancy adds her; while every service says that it has ended, so has that."""
    records, day = pregnant(expected="2026-10-20"), parse("2026-10-25")
    first = born(records)
    records.replaced(first, day)
    records.replaced(records.bond("Patient/baby", "Patient/mum", "mother", known=day, until=day), day + 3)
    records.bond("Patient/baby", "Patient/mum", "mother", known=day + 3)
    held = held_bonds(linked(records), "Patient/baby", "Patient/mum")
    days = (parse("2026-06-01"), day - 1, day, day + 2, day + 3, TODAY)
    assert [any(until > at and known <= at < superseded for until, known, superseded in held) for at in days] == [
        True,
        True,
        False,
        False,
        True,
        True,
    ]
