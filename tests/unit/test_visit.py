"""A visit in one form: each question that is owed to the family once, answered for those who were asked, and the rest stays owed."""

import re
from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from kinsight.casework.models import AccessLog, Child, Draft, RecordedFact, Role
from kinsight.rules.loading import load
from kinsight.web import opaque
from kinsight.web.presenters.visit_questions import at_one_home
from tests.unit.casework_world import (
    AS_OF,
    HV,
    FakeRecords,
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
ADA, BEN, MOTHER, FATHER = "Patient/1", "Patient/2", "Patient/7", "Patient/8"
ABUSE, SLEEP, NEEDS, LETTER = (
    "ask-about-abuse-after-birth",
    "check-where-baby-sleeps",
    "assess-family-health-needs-for-baby",
    "hand-over-in-writing",
)
KNOWN = load()


def born(ref: str) -> str:
    return {ADA: "2026-09-01", BEN: "2024-03-01"}[ref]


class Families(FakeRecords):
    """Two children of one mother; `homes`: where each lives; `said`: events that everyone's family has."""

    homes: ClassVar[dict[str, str]] = {}
    said: ClassVar[list[dict[str, Any]]] = []

    def family(self, ref: str, as_of: int) -> dict[str, Any]:
        blank = {"nhs_number": None, "expected": None, "died": None, "sex": None, "language": None, "interpreter": None}
        of_child = {"ref": ref, "name": the(ref).name, "born": born(ref), "address": self.homes.get(ref), **blank}
        people = [_parent(MOTHER, "Mo", "mother"), _parent(FATHER, "Fred", "father")]
        return {
            "child": of_child,
            "people": people,
            "couples": [],
            "addresses": [],
            "services": [],
            "events": self.said,
        }


def _parent(ref: str, name: str, role: str) -> dict[str, Any]:
    roles = [{"role": role, "from": None, "until": None}]
    return {"ref": ref, "name": name, "roles": roles, "born": "1995-01-01", "died": None}


@pytest.fixture(autouse=True)
def records(settings, monkeypatch) -> Families:
    open_site(settings, monkeypatch)
    store = Families(sweep([]))
    monkeypatch.setattr(Families, "homes", {})
    monkeypatch.setattr(Families, "said", [])
    monkeypatch.setattr("kinsight.web.loaded_knowledge.records", lambda: store)
    return store


@pytest.fixture
def district() -> None:
    children = [
        child(ADA, "Ada Example", date(2026, 9, 1), mother=7),
        child(BEN, "Ben Example", date(2024, 3, 1), mother=7),
        child("Patient/3", "Cy Other", date(2026, 9, 1), mother=8),
    ]
    owed = [debt(ADA, name) for name in (ABUSE, SLEEP, NEEDS, LETTER)] + [debt(BEN, NEEDS), debt("Patient/3", NEEDS)]
    published(sweep(children, [], owed))


def address(ref: str = ADA) -> str:
    return f"/visit/{the(ref).slug}/"


def field(question: str, person: str, of: str = ADA) -> str:
    return opaque.word(the(of).slug, f"{question} {person}")


def asked(question: str, of: str = ADA) -> str:
    return opaque.word(the(of).slug, question)


def sent(answers: dict[str, str], **more: Any) -> dict[str, Any]:
    day = {"on-day": str(AS_OF.day), "on-month": str(AS_OF.month), "on-year": str(AS_OF.year)}
    return {**day, "token": "a-token", **answers, **more}


def titles(page: str) -> list[str]:
    return re.findall(r'kin-question__title"[^>]*>([^<]+)<', page)


def question(expectation: str) -> str:
    return str(KNOWN.expectations[expectation].asks)


def test_brothers_and_sisters_stand_together_and_the_same_is_asked_once(district):
    page = text(signed_in(staff()).get("/"))
    assert page.count("Record them together") == 1, "of two families only one is owed several things at a visit"
    assert "When you next see them: 2 things" in page and "Ben Example and Ada Example" in page


def test_each_question_that_is_owed_is_asked_once_in_the_order_of_a_conversation(district):
    page = signed_in(staff()).get(address()).content.decode()
    wanted = [KNOWN.questions[question(name)].title for name in (NEEDS, SLEEP, ABUSE)] + [KNOWN.questions["seen"].title]
    in_order = [one.title for one in KNOWN.questions.values() if one.title in wanted]
    assert titles(page) == in_order, "seen is always asked; what is done with a pen and paper is not asked at a visit"
    assert page.count(KNOWN.expectations[SLEEP].title) == 1 and "Cy Other" not in page


def test_what_was_answered_is_recorded_and_the_rest_stays_owed(district):
    member = staff()
    answers = {
        field(question(ABUSE), MOTHER): "domestic-abuse-enquiry-made",
        field(question(SLEEP), ADA): "sleep-environment-check",
        field("seen", BEN): "seen",
    }
    note = {f"note-{asked(question(SLEEP))}": "In her own cot"}
    for _ in range(2):
        assert signed_in(member).post(address(), sent(answers | note)).headers["Location"] == f"/child/{the(ADA).slug}/"
    facts = {(f.child.ref, f.person_ref, f.concept, f.expectation, f.note) for f in RecordedFact.objects.all()}
    assert facts == {
        (ADA, MOTHER, "domestic-abuse-enquiry-made", ABUSE, ""),
        (ADA, ADA, "sleep-environment-check", SLEEP, "In her own cot"),
        (BEN, BEN, "seen", "", ""),
    }
    assert {f.on for f in RecordedFact.objects.all()} == {AS_OF} and RecordedFact.objects.count() == 3, "sent twice"
    assert AccessLog.objects.filter(by=member.user, child=the(BEN), purpose="visit").exists()


def test_the_same_is_said_for_brothers_and_sisters_at_once_unless_one_has_another_answer(district):
    every = {f"all-{asked('seen')}": "seen", field("seen", BEN): "seen-alone"}
    signed_in(staff()).post(address(), sent(every))
    assert {(f.child.ref, f.concept) for f in RecordedFact.objects.all()} == {(ADA, "seen"), (BEN, "seen-alone")}


def test_who_may_cause_abuse_is_not_asked_about_it(district, records):
    told = {
        "person": 8,
        "about_ref": FATHER,
        "concept": "domestic-abuse-perpetrator-alleged",
        "on": "2026-09-01",
        "until": None,
    }
    records.said[:] = [
        {**told, "role": "father", "known": "2026-09-01", "service": "s", "certainty": "", "value": None}
    ]
    page = signed_in(staff()).get(address()).content.decode()
    assert field(question(ABUSE), MOTHER) in page and field(question(ABUSE), FATHER) not in page
    signed_in(staff()).post(address(), sent({field(question(ABUSE), FATHER): "domestic-abuse-enquiry-made"}))
    assert not RecordedFact.objects.exists()


def test_that_it_was_not_safe_to_ask_is_an_answer_that_closes_nothing(district):
    unsafe = next(name for name, one in KNOWN.concepts.items() if one.enquiry == "unsafe")
    signed_in(staff()).post(address(), sent({field(question(ABUSE), MOTHER): unsafe}))
    assert RecordedFact.objects.get().concept == unsafe
    assert unsafe not in {one.concept for one in KNOWN.expectations[ABUSE].met_by}


@pytest.mark.parametrize(
    ("answers", "more", "said"),
    [
        ({}, {}, "Answer at least one question"),
        ({"seen": "seen"}, {"on-year": "2027"}, "in the past"),
        ({"seen": "seen"}, {"on-year": "1999"}, "check the year"),
        ({"seen": "seen"}, {"on-day": ""}, "must include a day"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_recorded(district, answers, more, said):
    given = {field(name, ADA): concept for name, concept in answers.items()}
    page = text(signed_in(staff()).post(address(), sent(given, **more)))
    assert "There is a problem" in page and said in page and not RecordedFact.objects.exists()


def test_what_somebody_else_recorded_meanwhile_is_not_lost_from_an_open_form(district):
    """The form was open with the question; the picture no longer asks it."""
    published(sweep([child(ADA, "Ada Example", date(2026, 9, 1), mother=7)], [], []))
    answers = {field(question(SLEEP), ADA): "sleep-environment-check"}
    signed_in(staff()).post(address(), sent(answers, asked=list(answers)))
    assert (fact := RecordedFact.objects.get()).concept == "sleep-environment-check" and fact.expectation == ""


def test_a_form_that_is_corrected_asks_of_the_same_people(district):
    client = signed_in(staff())
    before = client.get(address()).content.decode()
    shown = re.findall(r'name="asked" value="([^"]+)"', before)
    after = client.post(address(), sent({}, asked=shown)).content.decode()
    assert "There is a problem" in after and re.findall(r'name="asked" value="([^"]+)"', after) == shown


def test_a_child_who_lives_elsewhere_is_named_and_is_no_part_of_the_visit(district, records):
    records.homes |= {ADA: "1 High Street", BEN: "9 Mill Lane"}
    page = signed_in(staff()).get(address()).content.decode()
    assert "Ben Example lives elsewhere" in page and field("seen", BEN) not in page
    del records.homes[BEN]
    assert field("seen", BEN) in signed_in(staff()).get(address()).content.decode(), "not recorded is not elsewhere"


def test_a_session_that_ran_out_costs_no_answer(district):
    member, answers = staff(), {field("seen", ADA): "seen", f"note-{asked('seen')}": "Smiling"}
    client = signed_in(member)
    client.get(address())
    del client.cookies["sessionid"]
    assert client.post(address(), sent(answers)).headers["Location"].startswith("/accounts/login/?next=/visit/")
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(address()).content.decode()
    assert "Smiling" in page and re.search(rf'name="{field("seen", ADA)}"[^>]*value="seen"[^>]*checked', page)
    assert not Draft.objects.exists() and not RecordedFact.objects.exists()


def test_it_is_of_those_whom_the_reader_knows_and_of_no_desk(district):
    desk = signed_in(staff(Role.RECEPTION, [HV]))
    assert desk.get(address()).status_code == 403
    elsewhere = signed_in(staff(services=["Organization/far"]))
    assert elsewhere.get(address()).status_code in (302, 403)
    assert signed_in(staff(services=[HV])).get(address("Patient/3")).status_code == 200


def test_what_came_to_be_owed_after_the_visit_is_not_asked_before_its_day(district):
    published(
        sweep(
            [child(ADA, "Ada Example", date(2026, 9, 1), mother=7)],
            [],
            [debt(ADA, SLEEP, trigger=AS_OF + timedelta(days=1))],
        )
    )
    assert titles(signed_in(staff()).get(address()).content.decode()) == [KNOWN.questions["seen"].title]


def asked_of(page: str, name: str) -> set[str]:
    """Who of the family is asked a question."""
    return {ref for ref in (ADA, BEN, MOTHER, FATHER) if field(name, ref) in page}


def test_a_plan_to_be_safe_is_made_with_each_who_may_be_harmed_and_never_with_who_may_cause_it(district, records):
    """Not with the child alone, though an answer about the child would count."""
    plan = "plan-safety-around-separation"
    assert KNOWN.questions[question(plan)].sensitive
    published(sweep([child(ADA, "Ada Example", date(2026, 9, 1), mother=7)], [], [debt(ADA, plan)]))
    told = {"about_ref": FATHER, "concept": "domestic-abuse-perpetrator-alleged", "on": "2026-09-01", "until": None}
    records.said[:] = [
        {**told, "role": "father", "known": "2026-09-01", "service": "s", "certainty": "", "value": None}
    ]
    page = signed_in(staff()).get(address()).content.decode()
    assert asked_of(page, question(plan)) == {MOTHER, ADA}
    form = signed_in(staff()).get(f"/record/{the(ADA).slug}/?for={opaque.word(the(ADA).slug, plan)}").content.decode()
    assert MOTHER in form and FATHER not in form, "nor when it is recorded alone"


def test_help_that_only_an_adult_can_take_is_offered_to_each_adult(district):
    """Some of its answers count of the child; the child alone would take the others away."""
    help_offered = "offer-help-with-substance-misuse"
    published(sweep([child(ADA, "Ada Example", date(2026, 9, 1), mother=7)], [], [debt(ADA, help_offered)]))
    page = signed_in(staff()).get(address()).content.decode()
    assert {MOTHER, FATHER} <= asked_of(page, question(help_offered))
    of_child = re.findall(rf'name="{field(question(help_offered), ADA)}"[^>]*value="([^"]*)"', page)
    assert "early-help" in of_child and "substance-misuse-referral" not in of_child


def test_what_a_brother_owes_for_another_reason_is_said_in_the_line(district):
    """One answer meets both, and both reasons are there."""
    first, second = "see-young-child-while-concern-open", "see-child-after-practitioner-change"
    assert question(first) == question(second)
    children = [
        child(ADA, "Ada Example", date(2026, 9, 1), mother=7),
        child(BEN, "Ben Example", date(2024, 3, 1), mother=7),
    ]
    published(sweep(children, [], [debt(ADA, first), debt(BEN, second)]))
    page = text(signed_in(staff()).get("/"))
    assert all(KNOWN.expectations[name].title in page for name in (first, second)) and "The same answers" in page


def test_the_desk_is_led_to_no_page_that_is_not_for_it(district):
    """It owes two of a family the same: each is recorded for itself."""
    children = [
        child(ADA, "Ada Example", date(2026, 9, 1), mother=7),
        child(BEN, "Ben Example", date(2024, 3, 1), mother=7),
    ]
    owed = [debt(ref, "offer-help-to-attend") for ref in (ADA, BEN)]
    published(sweep(children, [], owed), offer_help_to_attend="reception")
    page = signed_in(staff(Role.RECEPTION)).get("/").content.decode()
    assert page.count("/record/") == 2 and "/visit/" not in page


@pytest.mark.parametrize(
    ("addresses", "here"),
    [(("a", "a"), 2), (("a", "b"), 1), ((None, "b"), 2), (("a", None), 2), ((None, None), 2), (("a", ""), 2)],
)
def test_who_is_not_known_to_live_elsewhere_is_seen_together(addresses, here):
    children = [Child(pk=n + 1) for n in range(2)]
    assert len(at_one_home(dict(zip(children, addresses, strict=True)))) == here
