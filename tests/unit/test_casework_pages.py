"""Pages as the browser receives them: what they say, what they never say, and what they keep."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kinsight.casework.actions.deliver import drain_outbox
from kinsight.casework.actions.looked import looked
from kinsight.casework.models import AccessLog, Audit, Draft, RecordedFact, Role, Staff
from kinsight.web import opaque
from kinsight.web.middleware.drafts import OFFERED_FOR
from kinsight.web.presenters import child_links
from tests.unit.casework_world import (
    AS_OF,
    GP,
    HV,
    FakeRecords,
    child,
    debt,
    published,
    signed_in,
    spell,
    staff,
    sweep,
    text,
    the,
)

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-battery"
NUMBER = "9990000018"
FAMILY = {
    "child": {"ref": "Patient/1", "name": "Ada Example", "interpreter": False},
    "people": [
        {"ref": "Patient/7", "name": "Mo Example", "roles": [{"role": "mother", "from": None, "until": None}]},
        {"ref": "Patient/8", "name": "Bo Example", "roles": [{"role": "sibling", "from": None, "until": None}]},
    ],
    "couples": [],
    "addresses": [],
    "services": [],
    "events": [
        {
            "concept": "priority-appointments",
            "about_ref": "Patient/1",
            "role": "self",
            "on": "2026-09-01",
            "until": None,
        },
        {
            "concept": "interpreter-needed",
            "about_ref": "Patient/7",
            "role": "mother",
            "on": "2026-09-01",
            "until": None,
        },
        {
            "concept": "domestic-abuse-disclosed",
            "about_ref": "Patient/7",
            "role": "mother",
            "on": "2026-09-01",
            "until": None,
        },
    ],
}


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    settings.SECURE_SSL_REDIRECT = False
    monkeypatch.setenv("KINSIGHT_AS_OF", AS_OF.isoformat())
    records = FakeRecords(sweep([]))
    records.family = lambda ref, day: FAMILY
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: records)
    monkeypatch.setattr("kinsight.web.pages.shown.WAIT", 0)  # no worker is at hand
    return records


@pytest.fixture
def district():
    published(
        sweep(
            [
                child("Patient/1", nhs_number=NUMBER),
                child("Patient/2", "Zed Other", services=[GP], nhs_number="9990000026"),
            ],
            [spell("Patient/1")],
            [
                debt("Patient/1", due=AS_OF - timedelta(days=12), reason="Domestic abuse disclosed"),
                debt("Patient/1", "offer-help-to-attend", due=AS_OF + timedelta(days=3)),
                debt("Patient/2"),
            ],
        ),
        offer_help_to_attend="reception",
    )


def test_my_work_says_what_is_owed_when_and_how_much(district):
    page = text(signed_in(staff()).get("/"))
    assert "1 thing owed to 1 child. All are shown." in page
    assert "Ada Example" in page and "2 years 8 months old" in page
    assert "Make the new birth visit" in page and "12 days overdue" in page and "Domestic abuse disclosed" in page
    assert "Zed Other" not in page, "not on this caseload"
    assert "Offer another time" not in page, "owed by another role"
    assert "New since you last looked" in page and "Domestic abuse" in page


def test_with_anyone_the_owner_is_named(district):
    page = text(signed_in(staff()).get(f"/?owner={opaque.word('work', 'anyone')}"))
    assert "Offer another time, place or help to attend" in page and "Owed by: Reception" in page


def test_a_filter_never_pretends_that_nothing_else_is_there(district):
    page = text(signed_in(staff()).get("/?age=11-17"))
    assert "Nothing older is still owed. Filters are set: there may be more without them." in page


def kinds_offered(user: Staff, query: str = "") -> list[str]:
    """The texts of the choices of *What is owed*, as the page has them."""
    page = signed_in(user).get(f"/{query}").content.decode()
    found = re.search(r'<select[^>]*name="expectation".*?</select>', page, re.DOTALL)
    return (
        [" ".join(one.split()) for one in re.findall(r"<option[^>]*>(.*?)</option>", found.group(), re.DOTALL)]
        if found
        else []
    )


def test_only_what_stands_on_the_list_can_be_filtered_by(district):
    assert kinds_offered(staff()) == ["Anything", "Make the new birth visit (1 child)"]


def test_of_everyones_work_a_role_is_picked_before_a_thing(district):
    lead = staff(Role.DESIGNATED)
    assert kinds_offered(lead) == []
    visitors = f"?owner={opaque.word('work', Role.HEALTH_VISITOR)}"
    assert kinds_offered(lead, visitors) == ["Anything", "Make the new birth visit (2 children)"]


def test_what_was_chosen_stays_though_nobody_is_owed_it_any_more(district):
    chosen = f"?expectation={opaque.word('work', 'assess-family-health-needs-for-baby')}"
    assert [one for one in kinds_offered(staff(), chosen) if one.endswith("(0 children)")]
    assert "Filters are set" in text(signed_in(staff()).get(f"/{chosen}"))


def test_every_child_of_a_long_list_is_reached_page_by_page():
    refs = [f"Patient/{n}" for n in range(30)]
    published(sweep([child(ref, f"Child Number{n}") for n, ref in enumerate(refs)], owed=[debt(ref) for ref in refs]))
    client = signed_in(staff())
    pages = [client.get(f"/?older-page={n}").content.decode() for n in (1, 2, 3)]
    found = [set(re.findall(r">Child Number(\d+)</a></h3>", page)) for page in pages]
    assert set.union(*found) == {str(n) for n in range(30)} and sum(map(len, found)) == 30
    assert "Showing families 25 to 30 of 30" in pages[2]


def test_the_list_itself_is_written_down_child_by_child(district):
    signed_in(member := staff()).get("/")
    assert list(AccessLog.objects.values_list("child__ref", "purpose", "by")) == [("Patient/1", "work", member.user.pk)]


def test_marking_as_read_clears_what_was_shown(district):
    client = signed_in(member := staff())
    shown = re.search(r'name="publication" value="(\d+)"', client.get("/").content.decode()).group(1)
    client.post("/looked/", {"publication": shown})
    assert "No pattern is new since you last looked." in text(client.get("/"))
    assert looked(by=member, publication=int(shown), on=AS_OF)


def test_reception_reads_neither_pattern_nor_reason(district):
    desk = signed_in(staff(Role.RECEPTION))
    for path in (
        "/",
        f"/?owner={opaque.word('work', 'anyone')}",
        "/?state=new",
        f"/reception/{the('Patient/1').slug}/",
    ):
        page = text(desk.get(path))
        assert "abuse" not in page.lower() and "New since you last looked" not in page
    assert "Priority appointments" in page and "Needed by mother" in page
    assert "Offer another time, place or help to attend" in page


def test_not_asked_is_said_as_not_asked(district, site):
    site.family = lambda ref, day: {**FAMILY, "events": [], "child": {"ref": ref, "interpreter": None}}
    page = text(signed_in(staff(Role.RECEPTION)).get(f"/reception/{the('Patient/1').slug}/"))
    assert "Not asked" in page and "Not needed" not in page


@pytest.mark.parametrize(
    "typed",
    [{"name": "example ADA"}, {"number": "999 000 0018"}, {"born-day": "1", "born-month": "3", "born-year": "2024"}],
)
def test_a_child_is_found_by_name_number_or_birth_without_any_in_the_address(district, typed):
    response = signed_in(staff()).post("/find", typed)
    assert "1 child found" in text(response) and "Ada Example" in text(response)
    assert response.request["PATH_INFO"] == "/find" and not response.request["QUERY_STRING"]
    row = Audit.objects.get(what="searched")
    assert not {"ada", "999", "2024"} & set(re.findall(r"\w+", str(row.details).lower()))


@pytest.mark.parametrize("typed, said", [
    ({}, "Enter a name, an NHS number or a date of birth"),
    ({"number": "9990000019"}, "Enter a real NHS number"),
    ({"born-day": "31", "born-month": "2", "born-year": "2024"}, "must be a real date"),
    ({"born-day": "31", "born-year": "2024"}, "must include a month"),
])  # fmt: skip
def test_what_cannot_be_searched_is_said_beside_the_field(typed, said):
    response = signed_in(staff()).post("/find", typed)
    assert "There is a problem" in text(response) and said in text(response)
    assert "<title>Error: " in response.content.decode()


def test_a_child_of_another_service_is_told_of_only_by_exact_details(district):
    client = signed_in(staff())
    assert "Say why you need" not in text(client.post("/find", {"name": "zed"}))
    page = client.post("/find", {"number": "9990000026"})
    assert "Say why you need" in text(page) and "Zed" not in text(page)
    assert "Say why you need" not in text(signed_in(staff(Role.RECEPTION)).post("/find", {"number": "9990000026"}))


def test_a_reason_opens_the_record_and_leads_back(district):
    client, slug = signed_in(staff()), the("Patient/2").slug
    page = client.get(f"/open/{slug}/?next=/record/{slug}/")
    assert "Zed" not in text(page)
    assert "Say why" in text(client.post(f"/open/{slug}/", {"kind": "care", "reason": "short"}))
    answer = client.post(
        f"/open/{slug}/?next=/record/{slug}/", {"kind": "care", "reason": "Brought to us tonight by an aunt"}
    )
    assert answer.headers["Location"] == f"/record/{slug}/"
    assert client.get(f"/record/{slug}/").status_code == 200
    away = client.post(
        f"/open/{slug}/?next=//elsewhere.example/", {"kind": "care", "reason": "Brought to us tonight by an aunt"}
    )
    assert away.headers["Location"] == f"/child/{slug}/"


def recording(**more):
    day = {"on-day": str(AS_OF.day), "on-month": str(AS_OF.month), "on-year": str(AS_OF.year)}
    return {"concept": "new-birth-visit", "about": "Patient/1", **day, **more}


def test_recording_keeps_the_fact_and_leads_to_the_child(district, site):
    slug = the("Patient/1").slug
    site.found = sweep([child("Patient/1", nhs_number=NUMBER)])
    answer = signed_in(member := staff()).post(child_links.record(slug, "make-new-birth-visit"), recording(note="Well"))
    assert answer.headers["Location"] == f"/child/{slug}/"
    fact = RecordedFact.objects.get()
    assert (fact.by, fact.concept, fact.on, fact.note) == (member.user, "new-birth-visit", AS_OF, "Well")
    assert fact.expectation == "make-new-birth-visit" and not site.written, "the request itself delivers nothing"
    assert drain_outbox(records=site, as_of=AS_OF) == 1 and site.written == [str(fact.id)]


def test_a_note_is_kept_word_for_word_and_better_words_are_offered(district, site):
    slug, note = the("Patient/1").slug, "A hard to reach family, baby DNA twice"
    site.found = sweep([child("Patient/1", nhs_number=NUMBER)])
    client = signed_in(staff())
    client.post(child_links.record(slug, "make-new-birth-visit"), recording(note=note))
    assert RecordedFact.objects.get().note == note
    answer = client.get("/").content.decode()
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer))
    assert "Say what was tried, how often and in which way" in said and "“was not brought”" in said
    assert answer.count('data-module="nhsuk-notification-banner"') == 1, "that it is recorded, and nothing about words"
    assert said.index("My work") < said.index("can be said better") and answer.count("for next time") == 1
    assert re.search(r'<p class="kin-quiet">[^<]*can be said better', answer), "one quiet line"
    assert "better" not in text(client.get("/")), "said once"


def test_nothing_of_what_was_recorded_is_left_in_the_browser(district, site):
    """On a shared computer the next one could read a cookie, or be offered what was typed."""
    client, slug = signed_in(staff()), the("Patient/1").slug
    asked = client.get(child_links.record(slug, "make-new-birth-visit")).content.decode()
    assert re.search(r'<form id="form"[^>]* autocomplete="off"', asked)
    answer = client.post(child_links.record(slug, "make-new-birth-visit"), recording(note="She failed to attend"))
    assert answer.status_code == 302 and set(answer.cookies) <= {"sessionid", "csrftoken", "kin_writer"}
    assert "can be said better" in client.get("/").content.decode()


def test_a_note_in_good_words_gets_no_hint(district, site):
    slug = the("Patient/1").slug
    site.found = sweep([child("Patient/1", nhs_number=NUMBER)])
    client = signed_in(staff())
    client.post(child_links.record(slug, "make-new-birth-visit"), recording(note="Tried twice; she was not brought."))
    assert "can be said better" not in client.get("/").content.decode()


def test_if_the_records_do_not_answer_the_fact_is_still_safe(district, site):
    site.fails_at, slug = "write", the("Patient/1").slug
    client = signed_in(staff(Role.HEALTH_VISITOR, [HV]))
    client.post(child_links.record(slug, "make-new-birth-visit"), recording())
    assert RecordedFact.objects.get().shown_at is None
    assert "Recorded and safe" in text(client.get("/"))


@pytest.mark.parametrize("wrong, said", [
    ({"on-day": "2"}, "must be today, 1 November 2026, or in the past"),
    ({"concept": ""}, "Select what was done"),
    ({"concept": "make-tea"}, "not one of the available choices"),
    ({"about": "Patient/99"}, "not one of the available choices"),
    ({"note": "x" * 2001}, "2,000 characters or fewer"),
])  # fmt: skip
def test_what_cannot_be_recorded_is_said_and_nothing_is_saved(district, wrong, said):
    response = signed_in(staff()).post(f"/record/{the('Patient/1').slug}/", recording(**wrong))
    assert said in text(response) and "There is a problem" in text(response) and not RecordedFact.objects.exists()


def test_only_those_about_whom_it_counts_are_offered(district):
    page = signed_in(staff()).get(child_links.record(the("Patient/1").slug, "give-mother-safe-sleep-advice"))
    assert "Mo Example" in text(page) and "Bo Example" not in text(page)


def test_without_the_record_store_something_about_the_child_can_still_be_recorded(district, site, caplog):
    def silent(ref, day):
        raise OSError("Patient/1 cannot be read")

    site.family, slug = silent, the("Patient/1").slug
    client = signed_in(staff())
    assert "Ada Example (the child)" in text(client.get(child_links.record(slug, "make-new-birth-visit")))
    client.post(child_links.record(slug, "make-new-birth-visit"), recording())
    assert RecordedFact.objects.get().shown_at is None and "Patient/1" not in caplog.text


def test_the_desk_records_only_what_the_desk_owes(district):
    desk, slug = signed_in(staff(Role.RECEPTION)), the("Patient/1").slug
    page = text(desk.get(child_links.record(slug, "offer-help-to-attend")))
    assert "Record what was offered" in page and "repeatedly not brought" not in page
    assert desk.get(child_links.record(slug, "make-new-birth-visit")).status_code == 403
    assert desk.get(f"/record/{slug}/").status_code == 403


def test_what_was_being_written_survives_a_session_that_ran_out(district):
    member, path = staff(), child_links.record(the("Patient/1").slug, "make-new-birth-visit")
    client = signed_in(member)
    client.get(path)
    del client.cookies["sessionid"]
    answer = client.post(path, recording(note="Half a page of it"))
    assert answer.headers["Location"].startswith("/accounts/login/?next=/record/")
    assert not RecordedFact.objects.exists()
    other = signed_in(staff())
    assert "Half a page of it" not in text(other.get(path))
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = text(client.get(path))
    assert "Half a page of it" in page and "your session ran out" in page and "There is a problem" not in page
    assert "Half a page of it" not in text(client.get(path)), "offered once"


def test_a_form_older_than_the_last_signing_in_is_offered_again_and_not_acted_on(district):
    member, path = staff(), child_links.record(the("Patient/1").slug, "make-new-birth-visit")
    client = Client(enforce_csrf_checks=True)
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(path, recording(note="From the other tab"))
    assert answer.headers["Location"] == path and not RecordedFact.objects.exists()
    assert "From the other tab" in text(client.get(path))
    refused = Client(enforce_csrf_checks=True).post(path, recording(note="From elsewhere"))
    assert refused.status_code == 403 and "too old" in text(refused) and not Draft.objects.exists()


def test_a_stranger_plants_no_draft_and_old_ones_go(district):
    path = f"/record/{the('Patient/1').slug}/"
    Client().post(path, recording(note="Planted"))
    forger = Client()
    forger.cookies["kin_writer"] = f"{staff().user.pk}:forged:signature"
    forger.post(path, recording(note="Planted"))
    assert not Draft.objects.exists()
    member = staff()
    Draft.objects.create(user=member.user, path=path, body={"note": ["Old"]})
    Draft.objects.update(at=timezone.now() - OFFERED_FOR - timedelta(minutes=1))
    assert "Old" not in text(signed_in(member).get(path)) and not Draft.objects.exists()
