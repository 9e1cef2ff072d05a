"""What lapsed is counted by expectation and month: a service's own for its manager, and no small number for a commissioner."""

from datetime import date

import pytest

from kinsight.casework import unanswered
from kinsight.casework.actions.publish import publish
from kinsight.casework.models import Role
from kinsight.rules.loading import load
from kinsight.web import opaque
from kinsight.web.presenters.unanswered_rows import number, total
from tests.unit.casework_world import AS_OF, GP, HV, FakeRecords, child, debt, open_site, signed_in, staff, sweep, text

pytestmark = pytest.mark.django_db
OF_HV, OF_GP = "make-new-birth-visit", "ask-about-children"
MONTHS = unanswered.months(AS_OF)


class Records(FakeRecords):
    """As the records name these services."""

    def services(self) -> dict[str, tuple[str, str]]:
        return {HV: ("Riverside", "health-visiting"), GP: ("Elm", "gp")}


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)
    lapses = [date(2026, 11, 1), date(2026, 11, 2), *[date(2026, 10, 31)] * 6, date(2025, 12, 1), date(2025, 11, 30)]
    owed = [_lapsed(OF_HV, day, nth) for nth, day in enumerate(lapses)]
    found = sweep(
        [child("Patient/1", services=[HV, GP])], [], [*owed, _lapsed(OF_GP, lapses[0], 99), debt("Patient/1")]
    )
    publish(found, by=None, as_of=AS_OF, knowledge=load(), whole=True, records=Records(found))


def _lapsed(expectation: str, on: date, anchor: int):
    return debt("Patient/1", expectation, date(2024, 4, 1), date(2024, 5, 1), ends=on, lapses=on, anchor=anchor)


def numbers(role: Role, services: list[str], service: str = "") -> dict[str, tuple[int, ...]]:
    member = staff(role, services, name=f"{role}{services}{service}")
    return {one.expectation: one.by_month for one in unanswered.counted(member.user, AS_OF, service)}


def test_it_is_the_twelve_months_that_end_with_this_one():
    assert (MONTHS[0], MONTHS[-1], len(MONTHS)) == (date(2025, 12, 1), date(2026, 11, 1), 12)


def test_each_month_has_what_lapsed_in_it_by_the_day():
    assert numbers(Role.DESIGNATED, [])[OF_HV] == (1, *[0] * 9, 6, 1), "the day after this one has not come"


def test_who_sees_the_numbers_of_which_services():
    assert set(numbers(Role.MANAGER, [HV])) == {OF_HV} and set(numbers(Role.MANAGER, [GP])) == {OF_GP}
    assert set(numbers(Role.NAMED, [GP])) == {OF_HV, OF_GP}, "of the children, whoever owed it"
    assert set(numbers(Role.NAMED, ["Organization/elsewhere"])) == set()
    assert set(numbers(Role.COMMISSIONER, [])) == {OF_HV, OF_GP}
    assert set(numbers(Role.DESIGNATED, [], GP)) == {OF_GP}


def test_it_is_one_query(django_assert_num_queries):
    member = staff(Role.DESIGNATED, [])
    with django_assert_num_queries(1):
        unanswered.counted(member.user, AS_OF)


def test_the_page_has_numbers_and_no_child_and_a_filter_that_says_nothing_in_the_address():
    lead = signed_in(staff(Role.DESIGNATED, []))
    page = text(lead.get("/never-answered/"))
    assert load().expectations[OF_HV].title in page and "Nov 2026" in page and "Ada" not in page
    one = text(lead.get("/never-answered/", {"service": opaque.word("never-answered", GP)}))
    assert "Elm, Dec 2025 to Nov 2026" in one and load().expectations[OF_HV].title not in one


def test_the_desk_is_refused_and_my_work_leads_those_there_who_may():
    for role in (Role.MANAGER, Role.COMMISSIONER, Role.NAMED):
        assert "/never-answered/" in signed_in(staff(role)).get("/").content.decode()
    assert "/never-answered/" not in signed_in(staff()).get("/").content.decode()


def test_a_commissioner_sees_no_small_number_and_no_total_that_gives_it_away():
    response = signed_in(staff(Role.COMMISSIONER, [])).get("/never-answered/")
    page = text(response)
    assert "fewer than 5" in page and "at least 8" in page and "<select" not in response.content.decode()
    assert [number(n, True) for n in (0, 1, 4, 5)] == ["0", "fewer than 5", "fewer than 5", "5"]
    assert total((1, 6, 0), True) == total((4, 6, 0), True) == "at least 7"
    assert (number(1, False), total((1, 6), False), total((5, 6), True)) == ("1", "7", "11")
