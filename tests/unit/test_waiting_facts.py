"""What was recorded on the site and is not in the picture yet is seen: on the child's page, and in My work by the one who recorded it."""

import re
from html import unescape

import pytest

from kinsight.casework.actions.in_error import record_in_error
from kinsight.casework.models import AccessLog, RecordedFact, Role
from kinsight.web.pages import child_page as page_view
from tests.unit import child_page
from tests.unit.casework_world import AS_OF, child, published, staff, sweep, the
from tests.unit.test_happened import DAY, DISCLOSURE, MUM, path, site, text  # noqa: F401
from tests.unit.test_recorded_in_error import author, client_of, fact  # noqa: F401

pytestmark = pytest.mark.django_db
HEADING = "Recorded, being added to the record"
WHAT = "Mo Example (mother), 1 November 2026"


@pytest.fixture(autouse=True)
def worker_at_other_work(site, monkeypatch):  # noqa: F811
    """Nothing is delivered meanwhile."""
    for page in ("happened", "record", "recorded"):
        monkeypatch.setattr(f"kinsight.web.pages.{page}.shown_soon", lambda _: False)


def part(response) -> str:
    """The list of what waits, as words."""
    found = re.search(r'<section class="kin-waiting".*?</section>', response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", found[0]))) if found else ""


def test_its_author_sees_it_in_my_work_until_it_is_in_the_picture(fact, author):  # noqa: F811
    shown = part(client_of(author).get("/"))
    assert HEADING in shown and "Ada Example" in shown and WHAT in shown and "on the step" not in shown
    assert AccessLog.objects.filter(purpose="relatives", people=[MUM], by=author.user).exists()
    assert not part(client_of(staff(Role.GP)).get("/")), "another's is not in one's own work"
    RecordedFact.objects.update(shown_at=fact.recorded_at)
    assert not part(client_of(author).get("/"))


def test_what_the_records_refuse_or_its_author_withdrew_says_so(fact, author):  # noqa: F811
    RecordedFact.objects.update(refused="its day cannot be")
    assert "Not taken by the records." in part(client_of(author).get("/"))
    RecordedFact.objects.update(refused="")
    record_in_error(by=author, fact=fact, why="Written about the wrong person", as_of=AS_OF)
    assert "Withdrawn. The picture follows shortly." in part(client_of(author).get("/"))


def test_of_many_the_oldest_stand_there_and_a_link_to_all(fact, author):  # noqa: F811
    for _ in range(6):
        fact.pk = None
        fact._state.adding = True
        fact.save()
    shown = part(client_of(author).get("/"))
    assert shown.count("Mo Example") == 5 and "See all 7" in shown


def test_it_stands_on_the_child_s_page_for_whoever_may_open_it_and_not_on_a_day_before(author, monkeypatch):  # noqa: F811
    told = child_page.sources("disclosure")
    ref, mother = told["family"]["child"]["ref"], told["family"]["people"][0]
    published(sweep([child("Patient/1"), child(ref)]))
    monkeypatch.setattr(page_view, "sources", lambda ref, on, own, past=False: child_page.sources("disclosure"))
    RecordedFact.objects.create(
        child=the(ref),
        person_ref=mother["ref"],
        concept="domestic-abuse-disclosed",
        on=AS_OF,
        known=AS_OF,
        note="on the step",
        by=author.user,
        service_ref="Organization/hv",
    )
    page = f"/child/{the(ref).slug}/"
    for reader in (author, staff(Role.MANAGER)):
        shown = part(client_of(reader).get(page))
        assert ("Told me" in shown) is (reader is author), "others read the fact's title"
        assert (
            f"{HEADING} " in shown and mother["name"] in shown and "by harriet" in shown and "on the step" not in shown
        )
    assert not part(client_of(author).get(f"{page}?as_of=2026-10-01"))
    RecordedFact.objects.update(shown_at=RecordedFact.objects.get().recorded_at)
    assert not part(client_of(author).get(page))


def test_after_recording_what_was_done_a_mistake_is_one_step_from_being_withdrawn(author, monkeypatch):  # noqa: F811
    monkeypatch.setattr(page_view, "sources", lambda ref, on, own, past=False: child_page.sources("disclosure"))
    sent = {"concept": "engagement-plan", "about": "Patient/1", "note": "<b>bold</b>", **DAY}
    answer = client_of(author).post(path().replace("happened", "record"), sent, follow=True).content.decode()
    recorded = RecordedFact.objects.get()
    assert f'<a href="/recorded/{recorded.pk}/">recorded in error</a>' in answer and "Recorded and safe." in answer
    assert client_of(author).get(f"/recorded/{recorded.pk}/").status_code == 200
