"""A few of the decisions not to do something are looked at in supervision: drawn by lot, the same all week, none of one's own."""

from datetime import date, timedelta

import pytest

from kinsight.casework import sampled
from kinsight.casework.models import AccessLog, Decision, Ending, Role, Staff
from tests.unit.casework_world import AS_OF, GP, child, open_site, published, signed_in, staff, sweep, text, the

pytestmark = pytest.mark.django_db
MONDAY = AS_OF - timedelta(days=AS_OF.weekday())
LAST_WEEK = MONDAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)


@pytest.fixture
def district():
    children = [child(f"Patient/{n}", f"Child Number{n}") for n in range(30)]
    published(sweep([*children, child("Patient/99", "Zed Other", services=[GP])]))


def decision(by: Staff, ref: str, on: date = LAST_WEEK, trigger: date = date(2026, 1, 5), **more) -> Decision:
    given = {
        "expectation": "make-new-birth-visit",
        "ending": Ending.UNNECESSARY,
        "reason": "Seen at the clinic",
        **more,
    }
    return Decision.objects.create(
        child=the(ref), anchor=0, trigger=trigger, decided_on=on, review_on=on + timedelta(days=28), by=by.user, **given
    )


def drawn(member: Staff, as_of: date = AS_OF) -> list[str]:
    return [one.child.ref for one in sampled.sample(member.user, as_of).decisions]


def test_of_many_ten_are_drawn_and_the_same_all_week(district):
    visitor, manager = staff(), staff(Role.MANAGER)
    for n in range(30):
        decision(visitor, f"Patient/{n}")
    week = [drawn(manager, MONDAY + timedelta(days=n)) for n in range(7)]
    assert len(set(week[0])) == sampled.DRAWN and week == [week[0]] * 7
    assert sampled.sample(manager.user, AS_OF).among == 30


def test_the_next_week_draws_others(district):
    visitor, manager = staff(), staff(Role.MANAGER)
    for n in range(30):
        decision(visitor, f"Patient/{n}")
    assert drawn(manager) != drawn(manager, AS_OF + timedelta(days=7))


def test_what_is_decided_this_week_waits_for_the_next_and_what_is_old_is_over(district):
    visitor, manager = staff(), staff(Role.MANAGER)
    decision(visitor, "Patient/1", MONDAY)
    decision(visitor, "Patient/2", MONDAY - timedelta(weeks=sampled.WEEKS, days=1))
    decision(visitor, "Patient/3", MONDAY - timedelta(weeks=sampled.WEEKS))
    assert drawn(manager) == ["Patient/3"] and drawn(manager, AS_OF + timedelta(days=7)) == ["Patient/1"]


def test_one_decision_about_what_is_owed_several_times_is_one(district):
    visitor = staff()
    for day in (5, 6, 7):
        decision(visitor, "Patient/1", trigger=date(2026, 1, day))
    assert drawn(staff(Role.MANAGER)) == ["Patient/1"]


def test_nobody_looks_at_their_own_and_a_later_one_does_not_hide_it(district):
    manager, visitor = staff(Role.MANAGER), staff()
    decision(manager, "Patient/1")
    decision(visitor, "Patient/2", stands=False)
    assert drawn(manager) == ["Patient/2"]


def test_only_of_the_caseload_and_only_for_those_who_supervise(district):
    visitor = staff()
    decision(visitor, "Patient/99")
    decision(visitor, "Patient/1")
    assert drawn(staff(Role.MANAGER)) == ["Patient/1"]
    assert sorted(drawn(staff(Role.DESIGNATED))) == ["Patient/1", "Patient/99"]
    assert drawn(staff(name="another")) == [] == drawn(staff(Role.COMMISSIONER))


def test_the_page_says_what_was_owed_how_it_ended_and_why_and_notes_who_looked(district):
    decision(staff(), "Patient/1")
    client = signed_in(manager := staff(Role.MANAGER))
    page = text(client.get("/decisions/"))
    assert "Make the new birth visit" in page and "Child Number1" in page
    assert (
        "In our judgement it is not needed" in page
        and "Seen at the clinic" in page
        and "The only decision from" in page
    )
    seen = AccessLog.objects.filter(purpose="decisions").values_list("child__ref", "by")
    assert list(seen) == [("Patient/1", manager.user.pk)]
    assert "What was decided not to do" in text(client.get("/"))


def test_without_any_it_says_so(district):
    assert "Nobody decided" in text(signed_in(staff(Role.NAMED)).get("/decisions/"))
