"""Opening outside the caseload: a reason that can be judged, the lead told, and a review that nothing else replaces."""

import re

import pytest

from kinsight.casework.actions.break_glass import (
    NotToReview,
    ReasonMissing,
    break_glass,
    can_be_judged,
    review,
    to_review,
)
from kinsight.casework.models import AccessLog, Audit, BreakGlass, BreakGlassReview, Role
from tests.unit.casework_world import GP, child, published, staff, sweep, the
from tests.unit.test_casework_pages import signed_in, site, text  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db
WHY = "Brought to us tonight by an aunt"


@pytest.fixture
def opened():
    published(sweep([child("Patient/2", "Zed Other", services=[GP])]))
    return break_glass(by=staff(name="harriet"), child=the("Patient/2"), reason=WHY, kind="care")


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "..........",
        "............ ...... ....",
        "aaaaaaaaaaaaaaaaaaaa",
        "urgent urgent urgent",
        "a b c d e f g h i j",
        "because",
        "1234 5678 9012",
        "ab ba ab ba aab",
        "¿? !! -- ##",
        "need to",
    ],
)
def test_what_nobody_could_judge_is_no_reason(reason):
    assert not can_be_judged(reason)


@pytest.mark.parametrize("reason", [WHY, "On call, the baby is here", "Mae'r plentyn yma heno", "Rota cover tonight"])
def test_a_few_real_words_are(reason):
    assert can_be_judged(reason)


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"kind": "care", "reason": ". . . . . . . . . ."}, "Say why in a few more words"),
        ({"reason": WHY}, "Select what the reason is"),
        ({"kind": "curious", "reason": WHY}, "not one of the available choices"),
    ],
)
def test_the_page_asks_again_and_opens_nothing(opened, typed, said):
    answer = signed_in(staff(name="other")).post(f"/open/{the('Patient/2').slug}/", typed)
    assert said in text(answer) and BreakGlass.objects.count() == 1


def test_the_lead_is_told_in_my_work_until_it_is_reviewed(opened):
    lead = staff(Role.DESIGNATED, [], name="lead")
    client = signed_in(lead)
    assert "1 record was opened outside the caseload: to be reviewed" in text(client.get("/"))
    assert "opened outside the caseload" not in text(signed_in(staff(name="nurse")).get("/"))
    page = client.get("/audit/?show=review")
    assert WHY in text(page) and (link := re.search(r'href="(/audit/opening/\d+/)"', page.content.decode()).group(1))
    assert "I am caring for the child" in text(client.get(link)) and AccessLog.objects.filter(
        purpose="review", by=lead.user
    )
    for useless in (
        {},
        {"outcome": "not-justified"},
        {"outcome": "not-justified", "note": "no no no"},
        {"outcome": "ignored"},
    ):
        assert "There is a problem" in text(client.post(link, useless))
    assert to_review().count() == 1
    assert client.post(link, {"outcome": "justified", "note": ""}).headers["Location"] == "/audit/?show=review"
    assert to_review().count() == 0 and "to be reviewed" not in text(client.get("/"))
    row = Audit.objects.get(what="reviewed-opening")
    assert (row.by, row.child, row.details["outcome"]) == (lead.user, the("Patient/2"), "justified")
    assert "Reviewed by lead" in text(client.get(link)) and "Save the review" not in text(client.get(link))


def test_nobody_reviews_their_own_opening(opened):
    lead = staff(Role.DESIGNATED, [], name="lead")
    mine = break_glass(by=lead, child=the("Patient/2"), reason=WHY, kind="care")
    with pytest.raises(NotToReview):
        review(by=lead, opening=mine, outcome="justified", note="")
    client, path = signed_in(lead), f"/audit/opening/{mine.pk}/"
    assert "someone else reviews it" in text(client.get(path)) and "Save the review" not in text(client.get(path))
    client.post(path, {"outcome": "justified"})
    assert not BreakGlassReview.objects.exists()


def test_an_opening_is_reviewed_once_and_with_words_where_something_was_wrong(opened):
    lead = staff(Role.DESIGNATED, [], name="lead")
    with pytest.raises(ReasonMissing):
        review(by=lead, opening=opened, outcome="not-justified", note="")
    review(by=lead, opening=opened, outcome="not-justified", note="Asked Harriet and her manager")
    with pytest.raises(NotToReview):
        review(by=lead, opening=opened, outcome="justified", note="")


def test_opening_again_is_reviewed_again(opened):
    review(by=staff(Role.DESIGNATED, [], name="lead"), opening=opened, outcome="justified", note="")
    break_glass(by=staff(name="another"), child=the("Patient/2"), reason=WHY, kind="care")
    assert to_review().count() == 1


def test_a_second_click_is_the_same_opening_and_other_words_are_another(opened):
    for reason in (WHY, WHY, "Her school has rung about tonight"):
        again = break_glass(by=opened.by.staff, child=the("Patient/2"), reason=reason, kind="care")
    assert BreakGlass.objects.count() == 2 and again != opened
    assert Audit.objects.filter(what="broke-glass").count() == 2


@pytest.mark.parametrize("outcome, answer", [("justified", 200), ("not-justified", 302)])
def test_what_the_lead_finds_unjustified_is_closed_at_once(opened, outcome, answer):
    opener, slug = signed_in(opened.by.staff), the("Patient/2").slug
    assert opener.get(f"/record/{slug}/").status_code == 200
    review(by=staff(Role.DESIGNATED), opening=opened, outcome=outcome, note="Asked the manager to follow this up")
    assert opener.get(f"/record/{slug}/").status_code == answer


def test_what_the_lead_has_judged_is_said_anew(opened):
    review(
        by=staff(Role.DESIGNATED), opening=opened, outcome="not-justified", note="Asked the manager to follow this up"
    )
    break_glass(by=opened.by.staff, child=the("Patient/2"), reason=WHY, kind="care")
    assert BreakGlass.objects.count() == 2 and to_review().count() == 1
