"""Somebody who has the child on their caseload says who belongs to the family: confirmed, it carries; ruled out, it is not drawn; both
can be taken back."""

import re
import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kinsight.casework.actions import record_done as recording
from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.actions.deliver import finished, reconcile, waiting
from kinsight.casework.actions.in_error import record_in_error
from kinsight.casework.actions.publish import publish
from kinsight.casework.actions.say_tie import NotProposed, say_tie
from kinsight.casework.models import AccessLog, Audit, RecordedFact, Role
from kinsight.casework.records import Records
from kinsight.picture import picture
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import sweep as judged
from kinsight.web import opaque
from tests.unit import feeds_kit as kit
from tests.unit.casework_world import AS_OF, HV, signed_in, staff, text, the
from tests.unit.feeds_kit import condition, own, rows, team
from tests.unit.test_proposals import KID, MOTHER, MUM, man, phone
from tests.unit.test_restricted_records import labelled

pytestmark = pytest.mark.django_db
TODAY = to_day(AS_OF)
ABUSE = condition(
    "abuse",
    who="Patient/man",
    known="2024-04-01",
    code=own("domestic-abuse-perpetrator-alleged"),
    onsetDateTime="2024-04-01",
)
TEAM = team("hv", "health-visiting")
CARE = kit.in_care("e", "Patient/kid", "hv", "2023-06-01")
SENT = (TEAM, KID, MUM | phone("07700900123"), MOTHER, man(**phone("07700900123")), ABUSE, CARE)


@pytest.fixture
def records(tmp_path, settings, monkeypatch) -> Records:
    """A family of a district of its own, in the records and on the site; what is recorded is delivered in the request."""
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", AS_OF.isoformat())
    kit.take(tmp_path / "w", *SENT)
    there = Records(tmp_path / "w", kit.practice())
    found = judged(Workspace(tmp_path / "w"), TODAY, there.knowledge)
    publish(found, by=None, as_of=AS_OF, knowledge=there.knowledge, whole=True, records=there)
    for place in ("loaded_knowledge", "pages.child_page"):
        monkeypatch.setattr(f"kinsight.web.{place}.records", lambda: there)
    deliver = lambda fact: finished(fact, records=there, as_of=AS_OF)  # noqa: E731
    monkeypatch.setattr("kinsight.web.pages.belongs.shown_soon", deliver)
    return there


@pytest.fixture
def visitor(records):
    return staff(Role.HEALTH_VISITOR, [HV], name="harriet")


def path() -> str:
    return f"/child/{the('Patient/kid').slug}/belongs/"


def said(tie: str, **more: Any) -> dict[str, Any]:
    return {
        "about": opaque.word(the("Patient/kid").slug, "Patient/man"),
        "tie": tie,
        "how": "seen",
        "token": tie,
        **more,
    }


def told(records: Records, day: int = TODAY) -> tuple[set[str], dict[str, list[str]]]:
    """The child's patterns, and who is drawn as what."""
    family = records.family("Patient/kid", day)
    shown = picture(records.workspace, "Patient/kid", day, records.knowledge)["patterns"]
    drawn = {one["ref"]: [role["role"] for role in one["roles"]] for one in family["people"]}
    return {one["indicator"] for one in shown}, drawn


def proposed(records: Records, day: int = TODAY) -> list[str]:
    return [one.person for one in records.proposals("Patient/kid", day)]


def finish(records: Records) -> None:
    for fact in waiting():
        assert finished(fact, records=records, as_of=AS_OF)


def test_the_page_lists_who_is_proposed_with_the_reasons_and_no_number(records, visitor):
    page = text(signed_in(visitor).get(path()))
    assert "Dan Ferry" in page and "Likely to be of the family" in page
    assert "the same phone number as the child, or as a parent" in page and "another family name" in page
    assert not re.search(r"\d+ ?%|score|weight|probab", page)
    look = AccessLog.objects.get(purpose="relatives")
    assert look.people == ["Patient/man"], "that he was shown is in the audit"


def test_the_child_s_page_leads_to_it(records, visitor):
    page = signed_in(visitor).get(f"/child/{the('Patient/kid').slug}/").content.decode()
    assert f'href="{path()}"' in page and "no service has said what they are to the child" in page


def test_nothing_sensitive_crosses_before_somebody_says_so_and_then_it_does(records, visitor):
    before, drawn = told(records)
    assert drawn["Patient/man"] == ["same-address"] and not {one for one in before if "abuse" in one}
    signed_in(visitor).post(path(), said("parent-partner", note="She told me that they are a couple"))
    after, drawn = told(records)
    assert "domestic-abuse" in after and "partner" in drawn["Patient/man"] and proposed(records) == []
    assert told(records, TODAY - 1) == (before, {**drawn, "Patient/man": ["same-address"]}), (
        "not on a day before it was said"
    )


def test_it_is_one_fact_with_its_author_and_one_row_of_the_audit(records, visitor):
    signed_in(visitor).post(path(), said("household", note="He opened the door"))
    fact = RecordedFact.objects.get()
    assert (fact.tie, fact.by, fact.known, fact.person_ref) == ("household", visitor.user, AS_OF, "Patient/man")
    (row,) = Audit.objects.filter(what="recorded")
    assert row.child == the("Patient/kid") and row.details["tie"] == "household"
    assert "Dan" not in str(row.details), "no patient's value"


@pytest.mark.parametrize(
    "tie, role", [("mother", "mother"), ("father", "father"), ("carer", "carer"), ("household", "household")]
)
def test_each_answer_is_a_bond_of_its_kind(records, visitor, tie, role):
    signed_in(visitor).post(path(), said(tie))
    assert role in told(records)[1]["Patient/man"]


def test_a_form_that_comes_twice_says_it_once_and_a_second_delivery_changes_nothing(records, visitor):
    client = signed_in(visitor)
    answers = [client.post(path(), said("carer")) for _ in range(2)]
    assert [one.headers["Location"] for one in answers] == [f"/child/{the('Patient/kid').slug}/"] * 2
    fact = RecordedFact.objects.get()
    before = kit.tables(records.root)
    records.write(fact)
    assert kit.tables(records.root) == before


def test_without_its_audit_row_nothing_is_said(records, visitor, monkeypatch):
    monkeypatch.setattr(recording, "audit", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        say(visitor)
    assert not RecordedFact.objects.exists()


def test_who_is_ruled_out_is_neither_drawn_nor_proposed_nor_counted(records, visitor):
    shown = told(records)[0]
    signed_in(visitor).post(path(), said("apart", note="He rents the room upstairs"))
    now, drawn = told(records)
    assert "Patient/man" not in drawn and proposed(records) == [] and now <= shown
    assert told(records, TODAY - 1)[1]["Patient/man"] == ["same-address"]
    page = text(signed_in(visitor).get(path()))
    assert "Dan Ferry: Not part of this family" in page and "harriet" in page and "He rents the room upstairs" in page


def test_it_can_be_taken_back_and_he_is_proposed_again(records, visitor):
    client = signed_in(visitor)
    client.post(path(), said("apart"))
    record_in_error(by=visitor, fact=RecordedFact.objects.get(), why="It was the neighbour whom I meant", as_of=AS_OF)
    finish(records)
    assert proposed(records) == ["Patient/man"] and told(records)[1]["Patient/man"] == ["same-address"]
    assert (
        "Not part"
        not in text(client.get(path())).partition("Say what you know")[2].partition("What was said before")[2]
    )


def test_a_confirmation_that_is_taken_back_carries_nothing_any_more(records, visitor):
    signed_in(visitor).post(path(), said("parent-partner"))
    record_in_error(by=visitor, fact=RecordedFact.objects.get(), why="It was another man whom she meant", as_of=AS_OF)
    finish(records)
    patterns, drawn = told(records)
    assert drawn["Patient/man"] == ["same-address"] and not {one for one in patterns if "abuse" in one}


@pytest.mark.parametrize("tie, role", [("father", "father"), ("apart", None)])
def test_taken_back_later_the_days_between_still_show_what_was_believed(records, visitor, tie, role):
    signed_in(visitor).post(path(), said(tie))
    later = AS_OF + timedelta(days=10)
    record_in_error(by=visitor, fact=RecordedFact.objects.get(), why="It was another man whom she meant", as_of=later)
    finish(records)
    assert told(records, TODAY + 5)[1].get("Patient/man", [None]) == [role]
    assert told(records, TODAY + 10)[1]["Patient/man"] == ["same-address"]
    assert proposed(records, TODAY + 10) == ["Patient/man"], "said in error, he is no father of before"


def test_who_was_ruled_out_is_proposed_again_once_something_new_is_recorded(records, visitor):
    signed_in(visitor).post(path(), said("apart"))
    again = man(meta=kit.meta("2026-11-10", "2"), **phone("07700900123"))
    kit.take(records.root, again, name="same.ndjson")
    assert proposed(records, TODAY + 15) == [], "the same address, written down once more, is nothing new"
    named = {"resourceType": "RelatedPerson", "id": "c", "meta": kit.meta("2026-11-12"), "patient": kit.to("Patient/mum"),
             "relationship": [{"coding": [{"code": "C"}]}]}  # fmt: skip
    same = {"resourceType": "Person", "id": "p", "meta": kit.meta("2026-11-12"),
            "link": [{"target": kit.to(ref)} for ref in ("RelatedPerson/c", "Patient/man")]}  # fmt: skip
    kit.take(records.root, named, same, name="new.ndjson")
    assert proposed(records, TODAY + 15) == ["Patient/man"]


def test_what_a_service_states_later_holds_over_what_was_ruled_out(records, visitor):
    signed_in(visitor).post(path(), said("apart"))
    bond = {"resourceType": "RelatedPerson", "id": "r", "meta": kit.meta("2026-11-12"), "patient": kit.to("Patient/kid"),
            "relationship": [{"coding": [{"code": "STPFTH"}]}]}  # fmt: skip
    same = {"resourceType": "Person", "id": "p", "meta": kit.meta("2026-11-12"),
            "link": [{"target": kit.to(ref)} for ref in ("RelatedPerson/r", "Patient/man")]}  # fmt: skip
    kit.take(records.root, bond, same, name="new.ndjson")
    assert "carer" in told(records, TODAY + 15)[1]["Patient/man"]


def test_records_that_are_made_again_get_back_what_was_said(records, visitor):
    signed_in(visitor).post(path(), said("parent-partner"))
    after = told(records)
    shutil.rmtree(records.root)
    kit.take(records.root, *SENT)
    assert told(records)[1]["Patient/man"] == ["same-address"]
    assert reconcile(records=records) == 1
    finish(records)
    assert told(records) == after
    assert len(rows(records.root, "SELECT ref FROM records.bond WHERE role = 'parent-partner'")) == 1


def test_who_was_decided_about_meanwhile_is_not_decided_about_again(records, visitor):
    signed_in(visitor).post(path(), said("apart"))
    other = signed_in(staff(Role.HEALTH_VISITOR, [HV], name="hilda"))
    page = text(other.post(path(), said("father", token="hers"), follow=True))
    assert "Somebody has said it meanwhile" in page and RecordedFact.objects.count() == 1


def test_of_an_unborn_child_nobody_is_proposed(records):
    assert records.proposals("Observation/due", TODAY) == []


def say(by, **more):
    given = {"by": by, "child": the("Patient/kid"), "person_ref": "Patient/man", "proposed": {"Patient/man"}, "tie": "household",
             "since": None, "how_known": "seen", "note": "", "as_of": AS_OF}  # fmt: skip
    return say_tie(**{**given, **more})


@pytest.mark.parametrize(
    "wrong", [{"person_ref": "Patient/mum"}, {"tie": "sibling"}, {"tie": ""}, {"how_known": "guessed"}]
)
def test_only_who_is_proposed_is_decided_about_and_only_as_what_there_is(records, visitor, wrong):
    with pytest.raises(NotProposed):
        say(visitor, **wrong)
    assert not RecordedFact.objects.exists()


def test_a_reason_that_opens_the_child_is_not_enough_to_say_it(records):
    stranger = staff(Role.GP, ["Organization/else"], name="gil")
    break_glass(by=stranger, child=the("Patient/kid"), kind="care", reason="She came to me with a burn today")
    assert signed_in(stranger).get(path()).status_code == 403
    with pytest.raises(PermissionDenied):
        say(stranger)


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.COMMISSIONER])
def test_who_may_not_see_a_child_s_family_says_nothing_about_it(records, role):
    with pytest.raises(PermissionDenied):
        say(staff(role, [HV]))


def test_of_who_became_restricted_no_name_is_shown_any_more(records, visitor):
    signed_in(visitor).post(path(), said("apart"))
    kit.take(records.root, man(**labelled("2026-10-20", "2")), name="label.ndjson")
    page = text(signed_in(visitor).get(path()))
    assert "Ferry" not in page and "Name not recorded: Not part of this family" in page


def test_a_refused_form_says_what_is_missing_and_saves_nothing(records, visitor):
    page = text(signed_in(visitor).post(path(), {"token": "x"}))
    assert "Select who you mean" in page and "Select how you know" in page and not RecordedFact.objects.exists()
