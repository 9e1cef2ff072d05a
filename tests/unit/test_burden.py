"""The burden counts lines of work by role and caseload: one line a family and owner, as long as work is not grouped by visit."""

import pytest

from kinsight.insight.burden import LINE, Debt, Person, burden
from kinsight.rules.loading import load
from kinsight.rules.schema.formats import OWNERS

TODAY, HELD_BY = 20_000, load().owners
BABY, SISTER, OTHER, UNBORN = (
    Person("baby", 1, 100),
    Person("sister", 1, 3_000),
    Person("other", 2, 500),
    Person("unborn", 3, -50),
)


def debt(child: str, owner: str, due: int, trigger: int | None = None, met_on: int | None = None, **more) -> Debt:
    return Debt(child, f"ask-{child}", owner, due - 10 if trigger is None else trigger, due, met_on, **more)


def counted(*debts: Debt, louder: set[str] = frozenset(), ordinary: set[str] | None = None):
    return burden([BABY, SISTER, OTHER, UNBORN], list(debts), set(louder), TODAY, HELD_BY, ordinary)


def test_a_family_is_one_line_for_an_owner_however_many_things_are_owed() -> None:
    found = counted(
        debt("baby", "health-visitor", TODAY - 5),
        debt("sister", "health-visitor", TODAY + 5),
        debt("other", "health-visitor", TODAY + 5),
    )
    (role,) = found.roles
    assert (role.role, role.lines, role.people, found.line) == ("health-visitor", 2, 2, LINE)
    assert role.per_caseload == 250.0
    assert role.overdue_share == 0.5
    assert role.by_expectation == {"ask-baby": 1, "ask-other": 1, "ask-sister": 1}


def test_a_line_of_what_every_family_is_asked_is_counted_apart() -> None:
    asked = debt("other", "health-visitor", TODAY - 5, next_visit=True)
    found = counted(
        asked, debt("baby", "health-visitor", TODAY - 5, next_visit=True), debt("sister", "health-visitor", TODAY - 9)
    )
    (role,) = found.roles
    assert (role.per_caseload, role.next_visit) == (250.0, 125.0), "the sister's makes one of the two lines work"
    assert (found.all_families.any_overdue, found.all_families.overdue_beside) == (0.6667, 0.3333)


def test_a_line_is_told_by_the_contacts_at_which_it_is_done() -> None:
    (role,) = counted(
        debt("baby", "health-visitor", TODAY - 5, at="visit"),
        debt("sister", "health-visitor", TODAY - 5, at="record"),
        debt("other", "health-visitor", TODAY - 5, at="visit"),
    ).roles
    assert (role.per_caseload, role.by_contact) == (250.0, {"visit": 250.0, "record": 125.0})


def test_what_is_met_or_not_yet_owed_is_no_work() -> None:
    assert counted(debt("baby", "gp", TODAY - 5, met_on=TODAY - 8)).roles[0].lines == 0
    assert counted(debt("baby", "gp", TODAY + 50, trigger=TODAY + 1)).roles[0].lines == 0


def test_new_lines_are_of_the_last_four_weeks_and_not_answered_by_the_same_contact() -> None:
    debts = [
        debt("baby", "gp", TODAY + 9, trigger=TODAY - 27),
        debt("other", "gp", TODAY + 9, trigger=TODAY - 28),
        debt("unborn", "gp", TODAY + 9, trigger=TODAY - 3, met_on=TODAY - 3),
        debt("sister", "gp", TODAY + 9, trigger=TODAY - 3, met_on=TODAY - 1),
    ]
    # Two of them begin within four weeks and wait for somebody: half a line a week, of three children, for a thousand.
    assert counted(*debts).roles[0].new_a_week == pytest.approx(2 / 4 * 1_000 / 3, abs=0.01)


def test_the_oldest_and_those_over_a_year_are_named() -> None:
    (role,) = counted(debt("baby", "gp", TODAY - 400), debt("other", "gp", TODAY - 3)).roles
    assert (role.oldest_days, role.overdue_over_a_year) == (400, 1)


def test_what_no_service_has_is_unowned() -> None:
    (role,) = counted(debt("baby", "camhs", TODAY, owned=False), debt("other", "camhs", TODAY)).roles
    assert role.unowned == 1


def test_shares_are_of_families_and_of_ordinary_ones_where_they_are_known() -> None:
    debts = (debt("baby", "gp", TODAY - 1), debt("sister", "gp", TODAY - 1))
    found = counted(*debts, louder={"other"}, ordinary={"other", "unborn"})
    assert (found.all_families.families, found.all_families.any_overdue, found.all_families.any_louder) == (
        3,
        0.3333,
        0.3333,
    )
    assert found.ordinary is not None
    assert (found.ordinary.families, found.ordinary.any_overdue, found.ordinary.any_louder) == (2, 0.0, 0.5)
    assert counted(*debts).ordinary is None


def test_a_midwifes_caseload_is_counted_in_pregnancies_and_unborn_children_are_no_children() -> None:
    found = counted(debt("unborn", "midwife", TODAY - 1))
    assert (found.roles[0].people, found.roles[0].of_whom, found.roles[0].per_caseload) == (1, "pregnancies", 100.0)
    assert found.children == 3


def test_every_role_of_the_knowledge_has_a_caseload_and_nobody_to_count_is_no_work() -> None:
    for owner in OWNERS.__args__:
        (role,) = burden([UNBORN], [debt("unborn", owner, TODAY)], set(), TODAY, HELD_BY).roles
        assert role.caseload > 0 and role.per_caseload in (0.0, 100.0)
