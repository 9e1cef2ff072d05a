"""Honest ends: what is not done leaves the lists for a while, stays on the child's page with who and why, and comes back."""

from datetime import date, timedelta

import pytest

from kinsight.casework import worklist
from kinsight.casework.actions.break_glass import ReasonMissing
from kinsight.casework.actions.decide import LONGEST, NotDecided, decide
from kinsight.casework.models import Audit, Decision, Ending, Owed, Role, Staff
from kinsight.rules.loading import load
from kinsight.web import opaque
from tests.unit.casework_world import (
    AS_OF,
    GP,
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
WHY = "Ada's mother would rather go to the children's centre"
SOON = AS_OF + timedelta(days=28)
OWED = "make-new-birth-visit"


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)


@pytest.fixture
def district():
    published(sweep([child("Patient/1")], [], [debt("Patient/1"), debt("Patient/1", "offer-help-to-attend")]))


def mine(member: Staff, as_of: date = AS_OF) -> set[tuple[str, date]]:
    asked = worklist.Asked(as_of, owner=member.role)
    return {(row.expectation, row.trigger) for row in worklist.owed(member.user, asked)}


def decided(member: Staff, ending: str = Ending.DECLINED, reason: str = WHY, until: date = SOON) -> list[Decision]:
    ada = the("Patient/1")
    debts = worklist.to_decide(member.user, ada, OWED, AS_OF)
    return decide(by=member, child=ada, debts=debts, ending=ending, reason=reason, review_on=until, as_of=AS_OF)


@pytest.mark.parametrize("ending", [one for one in Ending if one != Ending.NOT_OURS])
def test_what_is_decided_is_off_the_list_until_its_day(district, ending):
    member = staff()
    decided(member, ending)
    assert {name for name, _ in mine(member)} == {"offer-help-to-attend"}
    assert {name for name, _ in mine(member, SOON - timedelta(days=1))} == {"offer-help-to-attend"}
    assert {name for name, _ in mine(member, SOON)} == {OWED, "offer-help-to-attend"}


def test_something_new_asks_for_it_again(district):
    member = staff()
    decided(member)
    again = debt("Patient/1", trigger=AS_OF - timedelta(days=1), anchor=8)
    published(sweep([child("Patient/1")], [], [debt("Patient/1"), again]))
    assert mine(member) == {(OWED, again["trigger"])}


def test_it_is_written_down_with_who_and_why(district):
    member = staff()
    (one,) = decided(member)
    row = Audit.objects.get(what="decided")
    assert (row.by, row.child, row.why) == (member.user, the("Patient/1"), WHY)
    assert row.details["decisions"] == [str(one.id)] and row.details["review_on"] == SOON.isoformat()
    assert Owed.objects.get(expectation=OWED).met_on is None, "a decision is never fed back as a fact"


def test_what_is_not_ours_is_nobodys_until_somebody_decides_again(district):
    member, named = staff(), staff(Role.NAMED)
    decided(member, Ending.NOT_OURS)
    nobody = worklist.unowned(named.user, AS_OF, load())
    assert [row.expectation for row in nobody] == [OWED] and OWED not in {name for name, _ in mine(member)}
    assert "/decide/" in signed_in(staff(Role.DESIGNATED, [], name="lead")).get("/nobody/").content.decode()
    record = f"/record/{the('Patient/1').slug}/?for={opaque.word(the('Patient/1').slug, OWED)}"
    assert "/decide/" in signed_in(named).get(record).content.decode(), (
        "from the list, the next decision is two steps away"
    )
    decided(named, Ending.NOT_APPLICABLE)
    assert "/decide/" not in signed_in(named).get(record).content.decode()
    assert not worklist.unowned(named.user, AS_OF, load()).exists()
    assert [one.stands for one in Decision.objects.order_by("at")] == [False, True], "the earlier one is kept"


@pytest.mark.parametrize(
    ("words", "until", "error"),
    [("...", SOON, ReasonMissing), (WHY, AS_OF, NotDecided), (WHY, AS_OF + LONGEST + timedelta(days=1), NotDecided)],
)
def test_a_decision_has_a_reason_and_a_day_on_which_it_is_looked_at_again(district, words, until, error):
    with pytest.raises(error):
        decided(staff(), reason=words, until=until)
    assert not Decision.objects.exists() and not Audit.objects.filter(what="decided").exists()


def test_nothing_is_decided_of_what_is_not_owed(district):
    member = staff()
    decided(member)
    with pytest.raises(NotDecided):
        decided(member)


def address() -> str:
    slug = the("Patient/1").slug
    return f"/decide/{slug}/?for={opaque.word(slug, OWED)}"


def sent(**more: str) -> dict[str, str]:
    day = {"on-day": str(SOON.day), "on-month": str(SOON.month), "on-year": str(SOON.year)}
    return {"ending": "declined", "reason": WHY, "token": "a-token", **day, **more}


def test_the_page_asks_why_and_saves_once(district):
    client = signed_in(staff())
    page = text(client.get(address()))
    assert all(label in page for label in Ending.labels) and "record that it was done" in page
    for _ in range(2):
        assert client.post(address(), sent()).headers["Location"] == f"/child/{the('Patient/1').slug}/"
    assert Decision.objects.count() == 1
    assert "somebody has decided" in text(client.get(address()))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ending": ""}, "Select why it is not done"),
        ({"reason": "no no no"}, "in a few more words"),
        ({"on-year": "2036"}, "must be between"),
        ({"on-day": ""}, "must include a day"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(district, wrong, said):
    page = signed_in(staff()).post(address(), sent(**wrong)).content.decode()
    assert said in page and not Decision.objects.exists()
    assert "reason" in wrong or "children&#39;s centre" in page


def test_the_desk_and_who_has_not_the_child_decide_nothing(district):
    assert signed_in(staff(Role.RECEPTION)).get(address()).status_code == 403
    other = signed_in(staff(services=[GP], name="other")).post(address(), sent())
    assert other.status_code in (302, 403) and not Decision.objects.exists()


def test_it_stands_on_the_childs_page(monkeypatch):
    from tests.unit.child_page import sources

    found = sources("disclosure")
    owed = next(row for row in found["picture"]["owed"] if row["state"] in ("open", "overdue"))
    ref, trigger = found["family"]["child"]["ref"], date.fromisoformat(owed["after"])
    published(sweep([child(ref)], [], [debt(ref, owed["expectation"], trigger=trigger)]))
    monkeypatch.setattr("kinsight.web.pages.child_page.sources", lambda ref, on, own, past=False: found)
    member, ada = staff(), the(ref)
    debts = worklist.to_decide(member.user, ada, owed["expectation"], AS_OF)
    decide(by=member, child=ada, debts=debts, ending="unnecessary", reason=WHY, review_on=SOON, as_of=AS_OF)
    page = signed_in(member).get(f"/child/{ada.slug}/").content.decode()
    assert "Decided not to do now (1)" in page and "children&#39;s centre" in page
    assert "In our judgement it is not needed, 1 Nov" in page and "To be looked at again on" in page
