"""Whoever owes a response is someone who works with children of that age."""

import pytest

from kinsight.rules.schema.durations import days
from kinsight.rules.schema.formats import Expectation
from kinsight.rules.schema.owners import owner_at
from tests.knowledge.test_examples import KNOWN

SCHOOL = days("5y")
#: Ages in days at which a rule newly owes, just before birth to just before eighteen.
AGES = [days("-4w"), 0, days("2y"), SCHOOL - 1, SCHOOL, days("11y"), days("18y") - 1]


def bands(one: Expectation) -> list[tuple[int, int]]:
    """Ages of the expectation, and of the pattern that it waits for."""
    waits_for = KNOWN.indicators.get(getattr(one.after, "indicator", ""))
    limits = [one.after, *([waits_for.when] if waits_for else [])]
    return [(days(limit.from_age), days(limit.until_age)) for limit in limits]


#: The health visitor hands over to the school nurse, also when that is late.
HANDS_OVER = {"hand-over-to-school-nurse"}


@pytest.mark.parametrize("name", sorted(KNOWN.expectations.keys() - HANDS_OVER))
def test_no_health_visitor_owes_for_a_child_at_school(name: str) -> None:
    one = KNOWN.expectations[name]
    owners = {age: owner_at(one, age) for age in AGES if all(low <= age < high for low, high in bands(one))}
    assert [age for age, owner in owners.items() if age >= SCHOOL and owner == "health-visitor"] == []


def test_some_change_hands_at_five() -> None:
    changing = {name for name, one in KNOWN.expectations.items() if owner_at(one, SCHOOL - 1) != owner_at(one, SCHOOL)}
    assert len(changing) >= 20
