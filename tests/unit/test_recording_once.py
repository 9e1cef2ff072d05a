"""A form is acted on once; what is recorded twice is asked about; what cannot be saved is refused before it is written."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kinsight.casework.actions.act_once import once
from kinsight.casework.actions.record_done import NotRecorded, record_done
from kinsight.casework.models import Audit, Draft, RecordedFact, Role, SubmittedForm
from kinsight.store import plausible
from kinsight.web.presenters import child_links
from tests.unit.casework_world import AS_OF, child, debt, published, staff, sweep, the
from tests.unit.test_casework_pages import recording, signed_in, site, text

__all__ = ["site"]  # a fixture that holds for every test here
pytestmark = pytest.mark.django_db


@pytest.fixture
def path(site):
    published(sweep([child("Patient/1")], owed=[debt("Patient/1")]))
    site.found = sweep([child("Patient/1")])
    return child_links.record(the("Patient/1").slug, "make-new-birth-visit")


def token_of(page) -> str:
    return re.search(r'name="token" value="([^"]+)"', page.content.decode()).group(1)


def test_every_showing_of_the_form_has_a_token_of_its_own(path):
    client = signed_in(staff())
    assert token_of(client.get(path)) != token_of(client.get(path))


def test_the_same_form_sent_again_is_answered_like_the_first_and_stored_once(path):
    client = signed_in(staff())
    token = token_of(client.get(path))
    answers = [client.post(path, recording(token=token)) for _ in range(3)]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {
        (302, f"/child/{the('Patient/1').slug}/")
    }
    assert RecordedFact.objects.count() == 1 and Audit.objects.filter(what="recorded").count() == 1


def test_what_is_changed_after_going_back_is_recorded_too(path):
    """The browser shows the form that was sent, with its token: what is said there now is another act."""
    client = signed_in(staff())
    client.post(path, recording(token="first"))
    client.post(path, recording(token="first", **{"on-day": "30", "on-month": "10"}))
    assert {fact.on for fact in RecordedFact.objects.all()} == {date(2026, 10, 30), date(2026, 11, 1)}


def test_a_changed_note_is_asked_about_and_not_passed_over(path):
    client = signed_in(staff())
    client.post(path, recording(token="first", note="Seen at home"))
    again = client.post(path, recording(token="first", note="Seen at home, with a bruise"))
    assert "Record it again?" in text(again) and "with a bruise" in again.content.decode()


def test_a_token_is_one_person_s_own(path):
    for _ in range(2):
        signed_in(staff()).post(path, recording(token="the-same-for-both"))
    assert RecordedFact.objects.count() == 2


def test_a_form_with_an_error_keeps_its_token_until_it_is_saved(path):
    client = signed_in(staff())
    wrong = client.post(path, {**recording(token="mine"), "on-day": "2"})
    assert token_of(wrong) == "mine" and not SubmittedForm.objects.exists()


def test_the_same_within_the_hour_is_asked_about_and_recorded_when_it_is_meant(path):
    client = signed_in(staff())
    client.post(path, recording(token="first"))
    at = timezone.localtime(RecordedFact.objects.get().recorded_at)
    asked = client.post(path, recording(token="second", note="Went twice"))
    assert f"You recorded this at {at:%H:%M}. Record it again?" in text(asked) and RecordedFact.objects.count() == 1
    assert "Went twice" in asked.content.decode(), "what was written stays"
    sent = dict(re.findall(r'<input type="hidden" name="(token|again)" value="([^"]+)"', asked.content.decode()))
    client.post(path, recording(note="Went twice", **sent))
    assert RecordedFact.objects.count() == 2


@pytest.mark.parametrize("differs", [{"on-day": "30", "on-month": "10"}, {"earlier": timedelta(minutes=61)}], ids=str)
def test_another_day_or_an_hour_later_is_not_asked_about(path, differs):
    client = signed_in(staff())
    client.post(path, recording())
    if earlier := differs.pop("earlier", None):
        RecordedFact.objects.update(recorded_at=timezone.now() - earlier)
    client.post(path, recording(**differs))
    assert RecordedFact.objects.count() == 2


def test_what_fails_leaves_no_token_behind():
    member = staff()

    def fails():
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        once(by=member, token="t", act=fails)
    assert once(by=member, token="t", act=lambda: "done") == ("done", True)
    assert once(by=member, token="t", act=fails) == ("done", False)


@pytest.mark.parametrize("role", [Role.HEALTH_VISITOR, Role.DESIGNATED])
def test_who_has_no_service_is_told_before_the_form_and_loses_nothing(path, role):
    member = staff(role)
    client = signed_in(member)
    assert 'name="note"' in client.get(path).content.decode()
    member.services.clear()
    if role == Role.HEALTH_VISITOR:  # whose caseload went with the service
        from kinsight.casework.actions.break_glass import break_glass

        break_glass(by=member, child=the("Patient/1"), reason="Brought to us tonight by an aunt")
    answer = client.post(path, recording(note="Half a page of it"))
    assert answer.status_code == 403 and "Your account belongs to no service" in text(answer)
    assert Draft.objects.get().body["note"] == ["Half a page of it"]
    shown = client.get(path)
    assert shown.status_code == 403 and 'name="note"' not in shown.content.decode()


@pytest.mark.parametrize("typed, said", [
    ({"on-year": "26"}, "must have a year of 4 digits, such as 2026"),
    ({"on-year": "202"}, "must have a year of 4 digits, such as 2026"),
    ({"on-year": "2020"}, "must be 6 May 2023 or later for this person: check the year"),
    ({"on-year": "2027"}, "in the past"),
])  # fmt: skip
def test_a_day_that_cannot_be_is_refused_at_the_form(path, site, typed, said):
    site.family = lambda ref, day: {
        "child": {"ref": ref, "name": "Ada", "born": "2024-03-01"},
        "people": [],
        "events": [],
    }
    answer = signed_in(staff()).post(path, recording(**typed))
    assert said in text(answer) and not RecordedFact.objects.exists()


@pytest.mark.parametrize(
    "on, taken",
    [(date(26, 11, 1), False), (date(2026, 11, 2), False), (date(2023, 5, 5), False), (date(2023, 5, 6), True)],
)
def test_the_action_has_the_same_rule(path, on, taken):
    def record():
        return record_done(
            by=staff(), child=the("Patient/1"), person_ref="Patient/1", concept="new-birth-visit", on=on, as_of=AS_OF
        )

    if taken:
        assert record().on == on
    else:
        with pytest.raises(NotRecorded):
            record()


def test_something_about_a_relative_lies_within_a_lifetime_or_after_their_own_conception():
    assert plausible.earliest(born=None, as_of=AS_OF) == AS_OF - plausible.LIFETIME
    first = plausible.earliest(born=date(1990, 1, 1), as_of=AS_OF)
    assert plausible.wrong_day(date(1989, 3, 1), first=first, as_of=AS_OF) == "too-early"
    assert not plausible.wrong_day(date(1989, 4, 1), first=first, as_of=AS_OF)
