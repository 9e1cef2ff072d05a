"""A few of the decisions not to do something are looked at in supervision: drawn by lot, the same all week, none of one's own; what was
found stands on the child's page, and what should be done is owed again at once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kinsight.casework import sampled
from kinsight.casework.actions.break_glass import ReasonMissing
from kinsight.casework.actions.review_decision import AlreadyReviewed, review_decision
from kinsight.casework.models import AccessLog, Audit, Decision, DecisionReview, Ending, Outcome, Role, Staff
from kinsight.web.presenters import decision_words
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


WHY = "The mother was in hospital and could be seen there"


def reviewed(by: Staff, one: Decision, outcome: str = Outcome.AGREED, note: str = "") -> DecisionReview:
    return review_decision(by=by, decision=one, outcome=outcome, note=note)


def test_what_should_be_done_is_owed_again_at_once_with_its_audit_row(district):
    visitor, manager = staff(), staff(Role.MANAGER)
    first, last = (decision(visitor, "Patient/1", trigger=date(2026, 1, day)) for day in (5, 6))
    other = decision(visitor, "Patient/1", expectation="see-child")
    reviewed(manager, last, Outcome.UNDONE, WHY)
    assert dict(Decision.objects.values_list("pk", "stands")) == {first.pk: False, last.pk: False, other.pk: True}
    row = Audit.objects.get(what="reviewed-decision")
    assert (row.by, row.child, row.why, row.details["outcome"]) == (manager.user, the("Patient/1"), WHY, "undone")


@pytest.mark.parametrize("outcome", [Outcome.AGREED, Outcome.TALK])
def test_what_is_agreed_or_talked_over_stands(district, outcome):
    one = decision(staff(), "Patient/1")
    reviewed(staff(Role.MANAGER), one, outcome, WHY)
    assert Decision.objects.get().stands


@pytest.mark.parametrize("outcome", [Outcome.TALK, Outcome.UNDONE])
def test_what_is_to_follow_must_be_said(district, outcome):
    one = decision(staff(), "Patient/1")
    with pytest.raises(ReasonMissing):
        reviewed(staff(Role.MANAGER), one, outcome, "ok")
    assert not DecisionReview.objects.exists() and not Audit.objects.filter(what="reviewed-decision").exists()


def test_one_looks_at_a_decision_once_and_never_at_their_own(district):
    visitor, manager = staff(), staff(Role.MANAGER)
    one, own = decision(visitor, "Patient/1"), decision(manager, "Patient/2")
    reviewed(manager, one)
    with pytest.raises(AlreadyReviewed):
        reviewed(staff(Role.NAMED), one)
    for by, about in (
        (manager, own),
        (visitor, decision(staff(), "Patient/3")),
        (manager, decision(visitor, "Patient/99")),
    ):
        with pytest.raises(PermissionDenied):
            reviewed(by, about)


def test_the_form_writes_it_down_and_the_list_says_it(district):
    one = decision(staff(), "Patient/1")
    client, where = signed_in(staff(Role.MANAGER)), f"/decisions/{one.pk}/"
    assert "Select what you found" in text(client.post(where, {"outcome": "", "note": ""}))
    assert "Say in a few words why" in text(client.post(where, {"outcome": "undone", "note": ""}))
    after = text(client.post(where, {"outcome": "talk", "note": WHY}, follow=True))
    assert (
        "It is to be talked over with who decided" in after
        and WHY in after
        and "Write down what you found" not in after
    )
    again = text(client.post(where, {"outcome": "agreed", "note": ""}, follow=True))
    assert "nothing was changed" in again and DecisionReview.objects.get().outcome == "talk"
    assert "Somebody has looked at this decision." in text(client.get(where))


def test_a_decision_of_ones_own_or_of_another_caseload_has_no_form(district):
    manager, visitor = staff(Role.MANAGER), staff()
    for one in (decision(manager, "Patient/1"), decision(visitor, "Patient/99")):
        assert signed_in(manager).get(f"/decisions/{one.pk}/").status_code == 404


def test_what_was_found_stands_on_the_childs_page(district):
    one = decision(staff(), "Patient/1")
    reviewed(staff(Role.MANAGER), one, Outcome.TALK, WHY)
    said = decision_words.said(Decision.objects.select_related("review").get())[1]
    assert "It is to be talked over with who decided. The mother was in hospital and could be seen there." in said


def test_a_decision_that_another_replaced_is_not_said_to_be_back_on_a_list(district):
    one = decision(staff(), "Patient/1", stands=False)
    answer = signed_in(staff(Role.MANAGER)).post(
        f"/decisions/{one.pk}/", {"outcome": "undone", "note": WHY}, follow=True
    )
    assert "stood no more, so no list changed" in text(answer)
