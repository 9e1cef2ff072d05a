"""Something happened: what each role may record without anything being owed, and what follows, today, for the one who heard it."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from kinsight.casework.actions.deliver import finished
from kinsight.casework.actions.publish import publish
from kinsight.casework.matrix import CLINICAL, DESK
from kinsight.casework.models import AccessLog, Audit, Owed, Pattern, RecordedFact, Role
from kinsight.casework.records import Records
from kinsight.rules.schema.recording import kinds
from kinsight.store.days import to_day
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import sweep as judged
from kinsight.web import loaded_knowledge, paper
from kinsight.web.forms.happened_form import matching
from kinsight.web.presenters import child_links, happened_words
from tests.unit import feeds_kit as kit
from tests.unit.casework_world import AS_OF, HV, FakeRecords, child, debt, published, staff, sweep, the

pytestmark = pytest.mark.django_db
MUM, DAD = "Patient/7", "Patient/8"
FAMILY = {
    "child": {"ref": "Patient/1", "name": "Ada Example", "born": "2026-08-01", "expected": None, "interpreter": None},
    "people": [
        {"ref": MUM, "name": "Mo Example", "roles": [{"role": "mother", "from": None, "until": None}]},
        {"ref": DAD, "name": "Fred Example", "roles": [{"role": "father", "from": None, "until": None}]},
    ],
    "couples": [],
    "addresses": [],
    "services": [],
    "events": [],
}
DAY = {"on-day": str(AS_OF.day), "on-month": str(AS_OF.month), "on-year": str(AS_OF.year)}
DISCLOSURE = {"concept": "domestic-abuse-disclosed", "about": MUM, "how": "other", **DAY}


def stands_in_for_the_worker(monkeypatch, records) -> None:
    """Deliver in the request, as quickly as the worker would."""
    deliver = lambda fact: finished(fact, records=records, as_of=AS_OF)  # noqa: E731
    monkeypatch.setattr("kinsight.web.pages.happened.shown_soon", deliver)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", AS_OF.isoformat())
    published(sweep([child("Patient/1", born=date(2026, 8, 1))]))
    records = FakeRecords(sweep([child("Patient/1", born=date(2026, 8, 1))]))
    records.family = lambda ref, day: FAMILY
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: records)
    stands_in_for_the_worker(monkeypatch, records)
    return records


def signed_in(role=Role.HEALTH_VISITOR) -> Client:
    client = Client()
    client.force_login(staff(role).user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def path() -> str:
    return f"/happened/{the('Patient/1').slug}/"


def text(response) -> str:
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    words = re.sub(r"<datalist.*?</datalist>|<[^>]+>", " ", main, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(words))


# --- what is offered ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(CLINICAL | DESK))
def test_each_role_is_offered_what_it_meets_most(role):
    knowledge, page = loaded_knowledge.knowledge(), text(signed_in(Role(role)).get(path()))
    offered = [choice.title for choice in happened_words.most(knowledge, role)]
    assert 4 <= len(offered) <= 10 and all(title in page for title in offered)
    assert ("Something else" in page) == (role not in DESK)


def test_everything_else_is_found_by_its_words():
    everything = happened_words.everything(loaded_knowledge.knowledge(), "gp")
    assert {choice.concept for choice in everything} == set(kinds(loaded_knowledge.knowledge().recording))
    assert "bruise-before-mobile" in [choice.concept for choice in matching("a bruise", everything)]
    assert "homeless" in [choice.concept for choice in matching("homeless", everything)]
    assert matching("xyzzy", everything) == [] and matching("the", everything) == []


def test_what_is_typed_in_part_is_asked_about_and_word_for_word_is_taken():
    client, asked = signed_in(), {"concept": "other", "about": "Patient/1", "how": "seen", **DAY}
    page = text(client.post(path(), {**asked, "other": "excluded"}))
    assert "Which of these is it?" in page and "Was excluded from school" in page and not RecordedFact.objects.exists()
    client.post(path(), {**asked, "other": "excluded", "match": "school-exclusion"})
    client.post(path(), {**asked, "other": "is often away from school"})
    assert set(RecordedFact.objects.values_list("concept", flat=True)) == {"school-exclusion", "school-absence"}


@pytest.mark.parametrize("wrong, said", [
    ({"concept": ""}, "Select what happened"), ({"concept": "new-birth-visit"}, "not one of the available choices"),
    ({"concept": "other"}, "Type a word or two of what"), ({"other": "school"}, "Choose “Something else” above"),
    ({"concept": "", "other": "school"}, "Select which of these it is"),
    ({"concept": "other", "other": "xyzzy"}, "Nothing has these words"),
    ({"concept": "other", "other": "school", "match": "homeless"}, "Select which of these it is"),
    ({"concept": "other", "other": "school", "match": "young-parent"}, "not one of the available choices"),
    ({"about": ""}, "Select who it is about"), ({"about": "Patient/99"}, "not one of the available choices"),
    ({"concept": "bruise-before-mobile"}, "can be recorded about the child or a brother or sister"),
    ({"how": ""}, "Select how you know"), ({"on-year": "26"}, "4 digits"),
    ({"about": "Patient/1", "on-year": "2020"}, "or later for this person"),
    ({"on-day": "2"}, "must be today, 1 November 2026, or in the past"),
    ({"note": "x" * 2001}, "2,000 characters or fewer"),
])  # fmt: skip
def test_what_cannot_be_recorded_is_said_and_nothing_is_saved(wrong, said):
    response = signed_in().post(path(), DISCLOSURE | wrong)
    assert said in text(response) and "There is a problem" in text(response) and not RecordedFact.objects.exists()


def test_the_desk_records_appointments_and_nothing_of_abuse():
    client = signed_in(Role.RECEPTION)
    page = text(client.get(path())).lower()
    assert "was not brought" in page and "abuse" not in page and "how do you know" not in page
    client.post(path(), DISCLOSURE)
    assert not RecordedFact.objects.exists()
    answer = client.post(path(), {"concept": "was-not-brought", "about": "Patient/1", **DAY}, follow=True)
    assert RecordedFact.objects.get().concept == "was-not-brought"
    assert "Owed from today" not in text(answer) and "Recorded" in text(answer)


def test_the_childs_page_and_the_desks_page_lead_here():
    page = signed_in(Role.RECEPTION).get(f"/reception/{the('Patient/1').slug}/").content.decode()
    assert f'href="{path()}"' in page


# --- what is kept ---------------------------------------------------------------------------------------------------


def test_the_fact_its_audit_row_and_the_look_are_written_down():
    client = signed_in()
    client.post(path(), {**DISCLOSURE, "note": " He has hit her. "})
    fact = RecordedFact.objects.get()
    assert (fact.person_ref, fact.on, fact.known, fact.note, fact.how_known, fact.expectation) == (
        MUM,
        AS_OF,
        AS_OF,
        "He has hit her.",
        "other",
        "",
    )
    assert Audit.objects.get(what="recorded").details["concept"] == "domestic-abuse-disclosed"
    assert "hit her" not in str(list(Audit.objects.values()))
    assert set(AccessLog.objects.values_list("purpose", flat=True)) == {"happened"}


def test_neither_the_address_nor_the_title_says_what_was_recorded():
    answer = signed_in().post(path(), DISCLOSURE, follow=True)
    address, page = answer.redirect_chain[-1][0], answer.content.decode()
    assert re.fullmatch(r"/happened/[\w-]+/[0-9a-f-]{36}/", address) and "?" not in address
    assert "<title>Recorded – Kinsight</title>" in page


def test_all_of_both_pages_stays_off_paper():
    client = signed_in()
    for page in (client.get(path()), client.post(path(), DISCLOSURE, follow=True)):
        whole = page.content.decode()
        sheet = re.search(r'<section class="kin-paper".*?</section>', whole, re.DOTALL).group()
        assert " ".join(unescape(re.sub(r"<[^>]+>", " ", sheet)).split()) == paper.NOTE
        assert "kin-prints-whole" not in whole


def test_only_the_one_who_recorded_it_reads_the_answer():
    address = signed_in().post(path(), DISCLOSURE).headers["Location"]
    assert signed_in(Role.GP).get(address).status_code in (302, 404)
    assert signed_in().get(address).status_code == 404


def test_what_was_being_written_survives_a_session_that_ran_out():
    member = staff()
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(path())
    del client.cookies["sessionid"]
    client.post(path(), {**DISCLOSURE, "note": "Half a page of it"})
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(path()))
    assert "Half a page of it" in page and "your session ran out" in page and "There is a problem" not in page


def test_a_form_sent_twice_is_recorded_once_and_the_same_within_the_hour_is_asked_about():
    client = signed_in()
    first = client.post(path(), {**DISCLOSURE, "token": "one"})
    again = client.post(path(), {**DISCLOSURE, "token": "one"})
    assert again.headers["Location"] == first.headers["Location"] and RecordedFact.objects.count() == 1
    page = text(client.post(path(), {**DISCLOSURE, "token": "two"}))
    assert "Record it again?" in page and RecordedFact.objects.count() == 1
    client.post(path(), {**DISCLOSURE, "token": "two", "again": "on"})
    assert RecordedFact.objects.count() == 2


def test_if_the_records_do_not_answer_the_page_says_so_and_not_that_nothing_is_owed(site):
    def silent(ref, day):
        raise OSError("Patient/1 cannot be read")

    client = signed_in()
    address = client.post(path(), DISCLOSURE).headers["Location"]
    site.family = silent
    page = text(client.get(address))
    assert "The records do not answer just now" in page and "Nothing becomes owed" not in page


def test_who_belongs_to_no_service_is_told_before_anything_is_written():
    client = Client()
    client.force_login(staff(Role.DESIGNATED, []).user, backend="django.contrib.auth.backends.ModelBackend")
    assert "belongs to no service" in text(client.get(path()))


# --- what follows ---------------------------------------------------------------------------------------------------


def test_the_answer_to_a_disclosure_is_what_to_do_today_then_what_is_owed_the_soonest_first():
    page = text(signed_in().post(path(), DISCLOSURE, follow=True))
    order = [
        "Ask whether it is safe to go home today",
        "Say nothing of it to the person said to cause it",
        "Agree a safe way to get in touch",
        "Speak with your safeguarding lead today",
        "Owed from today",
        "Health visitor (you)",
    ]
    places = [page.find(one) for one in order]
    assert -1 not in places and places == sorted(places)
    days = [
        int(found) for found in re.findall(r"Due in (\d+) days|Due in (\d+) weeks?", page) for found in found if found
    ]
    assert days and "Record" in page


def test_each_line_of_what_follows_leads_to_where_it_is_recorded():
    page = signed_in().post(path(), DISCLOSURE, follow=True).content.decode()
    assert child_links.record(the("Patient/1").slug, "specialist-help-after-disclosure") in page


def test_advice_on_words_is_one_quiet_line_below_what_follows():
    page = text(signed_in().post(path(), {**DISCLOSURE, "note": "A hard to reach family, baby DNA twice"}, follow=True))
    assert page.count("for next time") == 1
    assert page.find("for next time") > page.find("Owed from today") > 0
    assert "notification-banner" not in page


def test_a_disclosure_that_answers_a_question_leads_to_what_follows_too():
    slug = the("Patient/1").slug
    answer = signed_in().post(
        child_links.record(slug, "ask-about-abuse-after-birth"),
        {"concept": "domestic-abuse-disclosed", "about": MUM, "note": "He has hit her, DNA", **DAY},
        follow=True,
    )
    page = text(answer)
    assert page.find("Ask whether it is safe") > 0 and page.find("Ask whether it is safe") < page.find("for next time")
    assert "nhsuk-notification-banner" not in answer.content.decode()


def test_what_stood_before_is_said_to_stand_and_not_to_be_new(site):
    told = {
        "event": "1",
        "ref": "Observation/1",
        "about_ref": MUM,
        "about": "Mo",
        "concept": "domestic-abuse-disclosed",
        "on": "2026-10-20",
        "known": "2026-10-20",
        "until": None,
        "role": "mother",
    }
    site.family = lambda ref, day: {**FAMILY, "events": [told]}
    owed = [debt("Patient/1", "specialist-help-after-disclosure", due=AS_OF + timedelta(days=2))]
    site.found = sweep([child("Patient/1", born=date(2026, 8, 1))], owed=owed)
    page = text(signed_in().post(path(), DISCLOSURE, follow=True))
    assert "Nothing new. What was owed still is" in page and page.count("Due in 2 days") == 1


def test_if_the_records_do_not_answer_the_fact_is_safe_and_what_follows_is_said(site):
    site.fails_at = "write"
    page = text(signed_in().post(path(), DISCLOSURE, follow=True))
    assert "It is safe" in page and "Owed from today" in page and RecordedFact.objects.get().shown_at is None


# --- and the picture changes ----------------------------------------------------------------------------------------


@pytest.fixture
def real(tmp_path, monkeypatch):
    """A child of three months and the mother in a real record store, published."""
    mother = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}
    folder = tmp_path / "workspace"
    kit.take(
        folder,
        {"resourceType": "Organization", "id": "hv", "meta": kit.meta("2020-01-01"), "name": "Riverside"},
        kit.patient("kid", "2026-08-01", meta={**kit.meta("2026-08-02"), "source": HV}, name=[{"text": "Real Kid"}]),
        {
            "resourceType": "RelatedPerson",
            "id": "mum",
            "meta": {**kit.meta("2026-08-02"), "source": HV},
            "patient": kit.to("Patient/kid"),
            "relationship": [mother],
            "name": [{"text": "Real Mum"}],
        },
        received=to_day(AS_OF) - 1,
    )
    records = Records(folder, loaded_knowledge.knowledge())
    found = judged(Workspace(folder), to_day(AS_OF), loaded_knowledge.knowledge())
    publish(found, by=None, as_of=AS_OF, knowledge=loaded_knowledge.knowledge(), records=records)
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: records)
    stands_in_for_the_worker(monkeypatch, records)
    the("Patient/kid").services.add(staff().services.get())
    return records


@pytest.mark.parametrize("concept, about, pattern, owed", [
    ("domestic-abuse-disclosed", "RelatedPerson/mum", "domestic-abuse", "specialist-help-after-disclosure"),
    ("bruise-before-mobile", "Patient/kid", "injury-before-baby-can-move", ""),
    ("was-not-brought", "Patient/kid", "", "consider-harm-after-not-brought"),
])  # fmt: skip
def test_what_is_recorded_changes_the_picture(real, concept, about, pattern, owed):
    client, slug = signed_in(), the("Patient/kid").slug
    how = "alleged" if concept == "domestic-abuse-disclosed" else "seen"
    before = set(Owed.objects.filter(child__slug=slug).values_list("expectation", flat=True))
    said = {"concept": concept, "about": about, "how": how, "note": "Said so", **DAY}
    answer, fact = client.post(f"/happened/{slug}/", said, follow=True), RecordedFact.objects.get()
    assert answer.status_code == 200 and fact.shown_at
    event = next(e for e in real.family("Patient/kid", to_day(AS_OF))["events"] if e["ref"] == f"Observation/{fact.id}")
    assert (event["concept"], event["certainty"]) == (concept, "alleged" if how == "alleged" else "stated")
    after = set(Owed.objects.filter(child__slug=slug).values_list("expectation", flat=True)) - before
    if pattern:
        assert Pattern.objects.filter(child__slug=slug, indicator=pattern, view="joined").exists()
    assert not owed or owed in after
    for expectation in after:
        assert child_links.record(slug, expectation) in answer.content.decode(), "what became owed was said at once"
