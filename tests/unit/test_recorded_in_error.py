"""Recorded in error: the author or the lead withdraws a fact; it leaves the picture and stays on the list with who, when and why."""

import re
from html import unescape
from itertools import pairwise

import pytest
from django.test import Client

from kinsight.casework.actions.deliver import Withdrawn, deliver, finished, show, waiting
from kinsight.casework.actions.in_error import NotTheirs, record_in_error
from kinsight.casework.models import AccessLog, Audit, Pattern, RecordedFact, Role
from kinsight.casework.records import Refused
from kinsight.ingest import record_fact
from kinsight.store.days import to_day
from kinsight.web import paper
from tests.unit.casework_world import AS_OF, FakeRecords, child, staff, sweep, the
from tests.unit.test_happened import DAY, DISCLOSURE, MUM, path, real, site, stands_in_for_the_worker, text  # noqa: F401

pytestmark = pytest.mark.django_db
WHY = "Written in the wrong child’s record"


@pytest.fixture(autouse=True)
def worker(site, monkeypatch):  # noqa: F811
    """Its part in the page of the withdrawal."""
    deliver_now(monkeypatch, site)
    return site


def deliver_now(monkeypatch, records) -> None:
    again = lambda fact: finished(RecordedFact.objects.get(pk=fact.pk), records=records, as_of=AS_OF)  # noqa: E731
    monkeypatch.setattr("kinsight.web.pages.recorded.shown_soon", again)


def client_of(member) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def author():
    return staff(name="harriet")


@pytest.fixture
def fact(author):
    """A disclosure that reached the records."""
    client_of(author).post(path(), {**DISCLOSURE, "note": "She said so on the step"})
    return RecordedFact.objects.get()


def address(fact) -> str:
    return f"/recorded/{fact.pk}/"


def test_what_is_withdrawn_leaves_the_picture_and_the_records_keep_both(real, author, monkeypatch):  # noqa: F811
    deliver_now(monkeypatch, real)
    slug = the("Patient/kid").slug
    said = {
        "concept": "domestic-abuse-disclosed",
        "about": "RelatedPerson/mum",
        "how": "seen",
        "note": "Said so",
        **DAY,
    }
    client = client_of(author)
    client.post(f"/happened/{slug}/", said)
    fact = RecordedFact.objects.get()
    mine = Pattern.objects.filter(child__slug=slug, indicator="domestic-abuse", view="joined", withdrawn_on=None)
    assert mine.exists() and record_fact.recorded(real.workspace) == {str(fact.id): False}
    client.post(address(fact), {"reason": WHY, "token": "one"})
    fact.refresh_from_db()
    assert fact.delivered_at and fact.shown_at and fact.in_error_why == WHY and fact.note == "Said so"
    assert not mine.exists() and record_fact.recorded(real.workspace) == {str(fact.id): True}
    events = real.family("Patient/kid", to_day(AS_OF))["events"]
    assert f"Observation/{fact.id}" not in [event["ref"] for event in events]


def test_it_stays_listed_with_who_when_and_why_and_is_in_the_audit(fact, author):
    client = client_of(author)
    page = text(client.get("/recorded/"))
    assert "In the records." in page
    assert "Ada Example" in page and "Mo Example (mother), 1 November 2026" in page and "Recorded in error" in page
    answer = text(client.post(address(fact), {"reason": WHY}, follow=True))
    assert "Withdrawn." in answer and "By harriet" in answer and WHY in answer and address(fact) not in answer
    row = Audit.objects.get(what="recorded-in-error")
    assert (row.by, row.why, row.child) == (author.user, WHY, fact.child)
    assert row.details == {"fact": str(fact.id), "author": author.user_id}
    assert {"recorded-list", "happened"} <= set(AccessLog.objects.values_list("purpose", flat=True))
    assert [MUM] in AccessLog.objects.filter(purpose="relatives").values_list("people", flat=True), "she was named"


@pytest.mark.parametrize("reason", ["", "...", "error error error", "wrong"])
def test_a_reason_that_nobody_could_judge_withdraws_nothing(fact, author, reason):
    page = text(client_of(author).post(address(fact), {"reason": reason}))
    assert "There is a problem" in page and "Say what was wrong" in page
    assert not RecordedFact.objects.exclude(in_error_at=None).exists()
    with pytest.raises(ValueError, match="Say what was wrong"):
        record_in_error(by=author, fact=fact, why=reason, as_of=AS_OF)


@pytest.mark.parametrize("role", [Role.GP, Role.MANAGER, Role.RECEPTION])
def test_nobody_else_reads_or_withdraws_it(fact, role):
    other = staff(role)
    client = client_of(other)
    assert client.get(address(fact)).status_code == client.post(address(fact), {"reason": WHY}).status_code == 404
    for asked in ("", "?show=everyone", "?show=refused"):
        assert "Nothing." in text(client.get(f"/recorded/{asked}"))
    with pytest.raises(NotTheirs):
        record_in_error(by=other, fact=fact, why=WHY, as_of=AS_OF)
    assert not Audit.objects.filter(what="recorded-in-error").exists()


def test_the_lead_withdraws_it_and_is_named_to_the_author(fact, author):
    lead = staff(Role.DESIGNATED, name="leah")
    page = text(client_of(lead).get("/recorded/?show=everyone"))
    assert "by harriet" in page and "Nothing." in text(client_of(lead).get("/recorded/"))
    assert "harriet" in text(client_of(lead).get(address(fact)))
    client_of(lead).post(address(fact), {"reason": WHY})
    assert "By leah" in text(client_of(author).get("/recorded/"))
    assert Audit.objects.get(what="recorded-in-error").details["author"] == author.user_id


def test_sent_twice_it_is_withdrawn_once_and_the_first_withdrawal_stands(fact, author):
    client, lead = client_of(author), staff(Role.DESIGNATED)
    for _ in range(2):
        assert client.post(address(fact), {"reason": WHY, "token": "one"}).status_code == 302
    client_of(lead).post(address(fact), {"reason": "Another reason given later on"})
    fact.refresh_from_db()
    assert (fact.in_error_by, fact.in_error_why) == (author.user, WHY)
    assert Audit.objects.filter(what="recorded-in-error").count() == 1
    assert client.get(address(fact)).status_code == 302
    assert client.get(f"/happened/{fact.child.slug}/{fact.pk}/").headers["Location"] == "/recorded/"


def test_a_child_who_left_the_caseload_is_not_named_and_the_fact_can_still_be_withdrawn(fact, author):
    fact.child.services.clear()
    client = client_of(author)
    for page in (client.get("/recorded/"), client.get(address(fact))):
        assert "Ada" not in page.content.decode() and "not on your caseload" in text(page)
    assert AccessLog.objects.filter(purpose="recorded-list", outside=True).exists()
    client.post(address(fact), {"reason": WHY})
    fact.refresh_from_db()
    assert fact.in_error_at


def test_withdrawn_while_it_is_on_its_way_it_is_sent_again_as_withdrawn(fact, author):
    RecordedFact.objects.update(delivered_at=None, shown_at=None)

    class Slow(FakeRecords):
        def write(self, sent) -> None:
            super().write(sent)
            if not sent.in_error_at:
                record_in_error(by=author, fact=fact, why=WHY, as_of=AS_OF)

    records = Slow(sweep([child("Patient/1")]))
    with pytest.raises(Withdrawn):
        deliver(waiting().get(), records=records)
    assert waiting().get().delivered_at is None
    late = RecordedFact.objects.get()
    RecordedFact.objects.update(in_error_at=None)
    with pytest.raises(Withdrawn):
        show(late, records=records, as_of=AS_OF)
    RecordedFact.objects.update(in_error_at=late.in_error_at)
    assert finished(waiting().get(), records=records, as_of=AS_OF) and records.recorded() == {str(fact.id): True}


def test_if_the_records_do_not_answer_the_withdrawal_is_safe(fact, author, site):  # noqa: F811
    site.fails_at = "write"
    page = text(client_of(author).post(address(fact), {"reason": WHY}, follow=True))
    assert "Withdrawn and safe" in page and "The picture follows shortly" in page
    assert waiting().get() == fact


def test_the_pages_are_opaque_and_nothing_of_them_prints(fact, author):
    client = client_of(author)
    for where in ("/recorded/", address(fact)):
        whole = client.get(where).content.decode()
        title = re.search("<title>(.*?)</title>", whole).group(1)
        assert title in ("What was recorded here – Kinsight", "Recorded in error – Kinsight")
        sheet = re.search(r'<section class="kin-paper".*?</section>', whole, re.DOTALL).group()
        assert " ".join(unescape(re.sub(r"<[^>]+>", " ", sheet)).split()) == paper.NOTE
        assert "kin-prints-whole" not in whole and "abuse" not in "".join(re.findall(r'href="([^"]*)"', whole))


def test_no_level_of_headings_is_left_out(fact, author):
    for member, asked in ((author, ""), (staff(Role.DESIGNATED), "?show=everyone")):
        levels = [
            int(one) for one in re.findall(r"<h(\d)", client_of(member).get(f"/recorded/{asked}").content.decode())
        ]
        assert levels[0] == 1 and len(levels) > 1 and all(b - a <= 1 for a, b in pairwise(levels))


def test_my_work_and_the_answer_lead_here(fact, author):
    client = client_of(author)
    assert 'href="/recorded/"' in client.get("/").content.decode()
    answer = client.get(f"/happened/{fact.child.slug}/{fact.pk}/").content.decode()
    assert f'href="{address(fact)}"' in answer


def test_what_was_being_written_survives_a_session_that_ran_out(fact, author):
    client = client_of(author)
    client.get(address(fact))
    del client.cookies["sessionid"]
    client.post(address(fact), {"reason": WHY})
    client.force_login(author.user, backend="django.contrib.auth.backends.ModelBackend")
    assert WHY in text(client.get(address(fact)))


# --- what the records do not take -----------------------------------------------------------------------------------


@pytest.fixture
def refused(author, site):  # noqa: F811
    """A fact that the records do not take as it is."""

    def no(fact) -> None:
        raise Refused("the person is in no feed")

    site.write = no
    client_of(author).post(path(), DISCLOSURE)
    return RecordedFact.objects.get()


def test_what_the_records_refuse_is_shown_to_its_author_and_to_the_lead_until_it_is_withdrawn(refused, author):
    lead, other = staff(Role.DESIGNATED), staff(Role.HEALTH_VISITOR)
    assert "1 thing that you recorded did not reach the records" in text(client_of(author).get("/"))
    assert "1 thing recorded here did not reach the records" in text(client_of(lead).get("/"))
    assert "/recorded/?show=refused" in client_of(lead).get("/").content.decode()
    assert "did not reach" not in text(client_of(other).get("/"))
    for page in (client_of(author).get("/recorded/"), client_of(lead).get("/recorded/?show=refused")):
        assert "Not taken by the records" in text(page) and "the person is in no feed" in text(page)
    assert "by harriet" in text(client_of(lead).get("/recorded/?show=refused"))
    client_of(author).post(address(refused), {"reason": WHY})
    for member in (author, lead):
        assert "did not reach" not in text(client_of(member).get("/"))
    assert "Nothing." in text(client_of(lead).get("/recorded/?show=refused"))


def test_the_notice_says_nothing_of_what_it_is_about(refused, author):
    page = client_of(author).get("/").content.decode()
    notice = re.search(r"<p[^>]*><a[^>]*>[^<]*did not reach the records.*?</p>", page, re.DOTALL).group()
    assert "abuse" not in notice and "Ada" not in notice
