"""My work: every debt in exactly one part, in the order of its dates, and nothing left out."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kinsight.casework import worklist
from kinsight.casework.actions.looked import looked
from kinsight.casework.models import Role
from kinsight.casework.worklist import ANYONE, Asked, Counted
from kinsight.rules.loading import load
from tests.unit.casework_world import AS_OF, GP, HV, child, debt, published, spell, staff, sweep, the

pytestmark = pytest.mark.django_db
MINE = Asked(AS_OF, owner="health-visitor")


def on(days: int) -> date:
    return AS_OF + timedelta(days=days)


def parts(user, asked=MINE):
    rows = worklist.owed(user, asked)
    return {key: {d.child.ref for d in worklist.part(rows, key, AS_OF)} for key in ("now", "older", "later")}


@pytest.mark.parametrize(
    "days, part",
    [(-400, "older"), (-8, "older"), (-7, "now"), (0, "now"), (7, "now"), (8, "later"), (300, "later")],
)
def test_every_debt_stands_in_exactly_one_part(days, part):
    published(sweep([child("Patient/1")], owed=[debt("Patient/1", trigger=on(-500), due=on(days))]))
    assert parts(staff().user) == {"now": set(), "older": set(), "later": set()} | {part: {"Patient/1"}}


@pytest.mark.parametrize("more", [{"met_on": on(-1)}, {"ends": AS_OF}, {"trigger": on(1), "due": on(9)}])
def test_what_is_met_over_or_still_to_come_is_not_owed(more):
    published(sweep([child("Patient/1")], owed=[debt("Patient/1", **more)]))
    assert not worklist.owed(staff().user, MINE).exists()


def test_what_was_withdrawn_is_not_owed():
    published(sweep([child("Patient/1")], owed=[debt("Patient/1")]))
    published(sweep([child("Patient/1")]))
    assert not worklist.owed(staff().user, MINE).exists()


def test_only_my_role_unless_anyone_is_asked_for():
    published(
        sweep([child("Patient/1")], owed=[debt("Patient/1", "see-child"), debt("Patient/1", "write-letter")]),
        see_child="gp",
    )
    user = staff().user
    assert {d.expectation for d in worklist.owed(user, MINE)} == {"write-letter"}
    assert {d.expectation for d in worklist.owed(user, replace(MINE, owner=ANYONE))} == {"see-child", "write-letter"}
    assert {d.expectation for d in worklist.owed(user, replace(MINE, owner="gp"))} == {"see-child"}


def test_one_thing_owed_many_times_is_told_once_with_its_earliest_date():
    debts = [debt("Patient/1", due=on(-days), anchor=days) for days in (3, 30, 300)]
    published(sweep([child("Patient/1")], owed=debts))
    rows = worklist.owed(staff().user, MINE)
    [thing] = worklist.things_of(rows, [the("Patient/1").pk])[the("Patient/1").pk]
    assert (thing.debt.due, thing.times) == (on(-300), 3)
    assert worklist.counted(rows, AS_OF)["older"] == Counted(families=1, children=1, things=1)


def test_each_part_is_counted_as_it_is_listed():
    """One walk through the debts says what three lists would: children, and different things owed to them."""
    refs = [f"Patient/{n}" for n in range(12)]
    days = (-40, -1, 0, 1, 6, 7, 8, 90)
    debts = [
        debt(ref, name, due=on(days[(n * 5 + m * 3) % 8]), anchor=n * 10 + m)
        for n, ref in enumerate(refs)
        for m, name in enumerate(("see-child", "write-letter", "see-child", "see-child")[: 1 + n % 4])
    ]
    published(sweep([child(ref) for ref in refs], owed=debts))
    rows = worklist.owed(staff().user, MINE)
    counts = worklist.counted(rows, AS_OF)
    for state in ("now", "older", "later"):
        part = worklist.part(rows, state, AS_OF)
        listed = worklist.things_of(part, [the(ref).pk for ref in refs])
        assert counts[state] == Counted(
            len(worklist.by_family(part, "longest")),
            len(worklist.by_date(part, "longest")),
            sum(map(len, listed.values())),
        )
        assert counts[state].things > 0


def test_what_every_family_is_asked_waits_for_the_next_visit_once_its_week_is_over():
    """Beside what something on record asked for, which stays where it is seen first."""
    owed = [
        debt("Patient/1", name, due=on(days), anchor=days + 99) for name in ("see-child", "ask") for days in (-30, 2)
    ]
    published(sweep([child("Patient/1")], owed=owed))
    rows = worklist.owed(staff().user, MINE)
    listed = {
        key: {d.expectation for d in worklist.part(rows, key, AS_OF, ["ask"])} for key in ("now", "older", "visit")
    }
    assert listed == {"now": {"see-child", "ask"}, "older": {"see-child"}, "visit": {"ask"}}
    assert worklist.counted(rows, AS_OF, ["ask"])["visit"] == Counted(families=1, children=1, things=1)


def test_what_every_family_is_asked_is_no_visit_and_nothing_that_something_on_record_set_off():
    known, every = load(), worklist.for_next_visit(load())
    assert "ask-about-abuse-after-birth" in every
    assert not {"make-new-birth-visit", "make-six-to-eight-week-review"} & set(every)
    after = {name: known.expectations[name].after for name in every}
    patterns = {one.indicator for one in after.values() if not hasattr(one, "age")}
    assert {known.indicators[name].stance for name in patterns} == {"context"}, "that somebody is there asks no visit"


def test_where_nothing_is_owed_every_part_is_counted_empty():
    assert set(worklist.counted(worklist.owed(staff().user, MINE), AS_OF).values()) == {Counted(0, 0, 0)}


def test_children_come_in_the_order_of_their_dates_and_nothing_else():
    due = {"Patient/1": -2, "Patient/2": -200, "Patient/3": -20}
    many = [spell("Patient/1", f"pattern-{n}") for n in range(9)]
    published(sweep([child(ref) for ref in due], many, [debt(ref, due=on(days)) for ref, days in due.items()]))
    rows = worklist.owed(staff().user, MINE)
    refs = {the(ref).pk: ref for ref in due}
    assert [refs[r["child"]] for r in worklist.by_date(rows, "longest")] == ["Patient/2", "Patient/3", "Patient/1"]
    assert [refs[r["child"]] for r in worklist.by_date(rows, "latest")] == ["Patient/1", "Patient/3", "Patient/2"]


BORN = {"unborn": None, "0": on(-30), "1-4": date(2025, 11, 1), "5-10": date(2021, 11, 1), "11-17": date(2008, 11, 2)}


@pytest.mark.parametrize("band", BORN)
def test_the_age_filter_shows_its_band_alone(band):
    published(
        sweep(
            [child(f"Patient/{name}", born=born) for name, born in BORN.items()],
            owed=[debt(f"Patient/{name}") for name in BORN],
        )
    )
    rows = worklist.owed(staff().user, replace(MINE, age=band))
    assert {d.child.ref for d in rows} == {f"Patient/{band}"}


def test_the_last_day_of_a_band_is_the_day_before_the_birthday():
    assert worklist.years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    published(sweep([child("Patient/1", born=date(2025, 11, 2))], owed=[debt("Patient/1")]))
    assert worklist.owed(staff().user, replace(MINE, age="0")).exists()
    assert not worklist.owed(staff().user, replace(MINE, age="1-4")).exists()


def test_the_service_filter_shows_one_of_my_services():
    published(
        sweep(
            [child("Patient/1", services=[HV]), child("Patient/2", services=[GP])],
            owed=[debt("Patient/1"), debt("Patient/2")],
        )
    )
    user = staff(services=[HV, GP]).user
    assert worklist.owed(user, MINE).count() == 2
    assert [d.child.ref for d in worklist.owed(user, replace(MINE, service=GP))] == ["Patient/2"]


def test_new_is_what_began_or_reached_us_after_the_last_look():
    old, fresh = spell("Patient/1", "old", since=on(-60)), spell("Patient/1", "fresh", since=on(-3))
    ahead, over = spell("Patient/1", "ahead", since=on(4)), spell("Patient/1", "over", since=on(-9), until=AS_OF)
    published(sweep([child("Patient/1")], [old, fresh, ahead, over, spell("Patient/1", "alone", view=HV)]))
    member, first = staff(), worklist.newest_publication()
    assert new(member) == {"fresh"}, "who never looked sees what began in the last four weeks"
    looked(by=member, publication=first, on=AS_OF)
    assert new(member) == set()
    assert new(member, on(4)) == {"ahead"}, "it was published before, and has begun since"
    late = spell("Patient/1", "late", since=on(-90))
    published(sweep([child("Patient/1")], [old, fresh, ahead, over, late]))
    assert new(member) == {"late"}, "it arrived on the very day of the look, and after it"


def test_what_arrives_while_the_page_is_read_stays_new():
    published(sweep([child("Patient/1")], [spell("Patient/1")]))
    member, shown = staff(), worklist.newest_publication()
    published(sweep([child("Patient/1")], [spell("Patient/1"), spell("Patient/1", "late", since=on(-90))]))
    looked(by=member, publication=shown, on=AS_OF)
    assert new(member) == {"late"}


def new(member, as_of=AS_OF):
    rows = worklist.new_patterns(member.user, replace(MINE, as_of=as_of), worklist.last_looked(member))
    return {pattern.indicator for pattern in rows}


def test_reception_sees_its_own_debts_and_no_pattern():
    published(
        sweep([child("Patient/1")], [spell("Patient/1")], [debt("Patient/1", "offer-help"), debt("Patient/1")]),
        offer_help="reception",
    )
    desk = staff(Role.RECEPTION).user
    assert {d.expectation for d in worklist.owed(desk, replace(MINE, owner=ANYONE))} == {"offer-help"}
    assert not worklist.new_patterns(desk, MINE, None).exists()
