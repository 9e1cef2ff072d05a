"""An urgent duty does not lapse into a list: the named professional has it for a year, until it is closed with a reason or recorded."""

from datetime import date, timedelta

import pytest

from kinsight.casework import unanswered, worklist
from kinsight.casework.actions.decide import decide
from kinsight.casework.actions.record_done import record_done
from kinsight.casework.models import Decision, Ending, Role, Staff
from kinsight.rules.loading import load
from kinsight.rules.schema import urgency
from kinsight.web import opaque
from tests.unit.casework_world import (
    AS_OF,
    GP,
    HV,
    child,
    debt,
    open_site,
    published,
    signed_in,
    staff,
    sweep,
    text,
    the,
)

pytestmark = pytest.mark.django_db
BY_PATTERN, BY_DUE, NEITHER = "act-on-feared-extremism", "act-on-suicidal-intent", "make-new-birth-visit"
WHY = "Seen by the on-call team the same night"
SOON = AS_OF + timedelta(days=28)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)


def lapsed(expectation: str, days_ago: int = 10, anchor: int = 7):
    on = AS_OF - timedelta(days=days_ago)
    due = on - timedelta(days=60)
    return debt("Patient/1", expectation, trigger=due - timedelta(days=1), due=due, ends=on, lapses=on, anchor=anchor)


def put(*owed):
    published(sweep([child("Patient/1")], [], owed))


def left(member: Staff, as_of: date = AS_OF) -> list[str]:
    rows = unanswered.urgent(member.user, as_of, urgency.urgent(load()))
    return sorted(rows.values_list("expectation", flat=True))


def decided(member: Staff, ending: str = Ending.UNNECESSARY, as_of: date = AS_OF) -> list[Decision]:
    ada = the("Patient/1")
    debts = worklist.to_decide(member.user, ada, BY_DUE, as_of, urgency.urgent(load()))
    return decide(by=member, child=ada, debts=debts, ending=ending, reason=WHY, review_on=SOON, as_of=as_of)


def test_urgent_is_what_is_due_within_two_days_or_what_an_urgent_pattern_sets_off():
    known = urgency.urgent(load())
    assert BY_PATTERN in known and BY_DUE in known and NEITHER not in known


def test_what_is_urgent_and_lapsed_within_a_year_is_the_leads_and_nothing_else_is():
    put(
        lapsed(BY_PATTERN), lapsed(BY_DUE, 0), lapsed(BY_DUE, 365, anchor=8), lapsed(NEITHER), debt("Patient/1", BY_DUE)
    )
    assert left(staff(Role.NAMED)) == left(staff(Role.DESIGNATED, [])) == [BY_PATTERN, BY_DUE]
    assert left(staff(Role.NAMED, [GP], name="elsewhere")) == [], "of another area"
    assert left(staff()) == [], "whoever owed it has it on no list"


def test_it_is_listed_with_both_ways_to_close_it_and_counted_in_my_work():
    put(lapsed(BY_DUE))
    client, ada = signed_in(staff(Role.NAMED)), the("Patient/1")
    assert "1 urgent thing was never answered" in text(client.get("/"))
    response = client.get("/nobody/")
    page, word = response.content.decode(), opaque.word(ada.slug, BY_DUE)
    assert "Urgent, and never answered" in page and "Never answered by 22 Oct 2026" in text(response)
    assert f"/decide/{ada.slug}/?for={word}" in page and f"/record/{ada.slug}/?for={word}" in page
    assert "urgent thing" not in text(signed_in(staff(Role.MANAGER)).get("/"))


@pytest.mark.parametrize("ending", Ending.values)
def test_a_decision_of_any_ending_closes_it_until_its_day(ending):
    put(lapsed(BY_DUE))
    lead = staff(Role.NAMED)
    decided(lead, ending)
    assert left(lead) == [] and left(lead, SOON) == [BY_DUE]


def test_only_who_hands_on_may_decide_about_it():
    put(lapsed(BY_DUE))
    ada, known = the("Patient/1"), urgency.urgent(load())
    of_role = {r: worklist.to_decide(staff(r).user, ada, BY_DUE, AS_OF, known).count() for r in (Role.NAMED, Role.GP)}
    assert of_role == {Role.NAMED: 1, Role.GP: 0}
    path = f"/decide/{ada.slug}/?for={opaque.word(ada.slug, BY_DUE)}"
    assert "Save" in text(signed_in(staff(Role.DESIGNATED, [])).get(path))
    assert "Save" not in text(signed_in(staff(Role.CAMHS)).get(path))


def test_that_it_was_not_theirs_said_before_it_lapsed_is_no_answer():
    put(debt("Patient/1", BY_DUE))
    decided(staff(Role.NAMED), Ending.NOT_OURS, AS_OF - timedelta(days=5))
    put(debt("Patient/1", BY_DUE, ends=AS_OF, lapses=AS_OF))
    assert left(staff(Role.NAMED)) == [BY_DUE]


def test_recording_that_it_was_done_closes_it():
    put(lapsed(BY_DUE))
    lead, ada = staff(Role.NAMED), the("Patient/1")
    concept = load().expectations[BY_DUE].met_by[0].concept
    record_done(
        by=lead, child=ada, person_ref="Patient/1", concept=concept, on=AS_OF, as_of=AS_OF, note="",
        expectation=BY_DUE, service_ref=HV,
    )  # fmt: skip
    assert left(lead) == []
