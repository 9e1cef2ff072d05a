"""Whose something owed is: exactly one service, or a role of the area; and what follows when the child has no such service."""

from typing import get_args

import pytest

from kinsight.rules.loading import load
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.formats import OWNERS as ROLES
from kinsight.rules.schema.owners import Holder, holder

OWNERS = load().owners
GP, OTHER_GP, HV, SCHOOL, MIDWIVES, CAMHS, POLICE = (
    ("gp-1", "gp"), ("gp-2", "gp"), ("hv-1", "health-visiting"), ("sn-1", "school-nursing"), ("mw-1", "midwifery"),
    ("camhs-1", "camhs"), ("police-1", "police"),
)  # fmt: skip
WEEK, YEAR = 7, 366


@pytest.mark.parametrize(
    ("role", "age", "services", "held"),
    [
        ("gp", YEAR, [GP, HV], Holder("gp", "gp-1")),
        ("gp", YEAR, [OTHER_GP, GP], Holder("gp", "gp-2")),  # the practice, then who wrote last, come first
        ("health-visitor", YEAR, [GP, HV], Holder("health-visitor", "hv-1")),
        ("health-visitor", 6 * YEAR, [GP, HV, SCHOOL], Holder("school-nurse", "sn-1")),
        ("health-visitor", 6 * YEAR, [GP, HV], Holder("gp", "gp-1")),
        ("health-visitor", None, [GP, HV], Holder("health-visitor", "hv-1")),
        ("midwife", -90, [MIDWIVES, HV], Holder("midwife", "mw-1")),
        ("midwife", WEEK, [MIDWIVES, HV], Holder("midwife", "mw-1")),
        ("midwife", 5 * WEEK, [MIDWIVES, HV], Holder("health-visitor", "hv-1")),
        ("camhs", 12 * YEAR, [GP, CAMHS], Holder("camhs", "camhs-1")),
        ("camhs", 12 * YEAR, [GP], Holder("gp", "gp-1")),
        ("camhs", 12 * YEAR, [POLICE], Holder("named", None)),
        ("social-worker", YEAR, [GP, HV], Holder("named", None)),
        ("designated", YEAR, [], Holder("designated", None)),
        ("manager", YEAR, [CAMHS], Holder("manager", None)),
    ],
)
def test_it_is_one_service_s_or_the_next_in_line(role: str, age: int | None, services: list, held: Holder) -> None:
    assert holder(role, age, services, OWNERS) == held


@pytest.mark.parametrize(
    ("recorder", "age", "held"),
    [
        ("hv-1", YEAR, Holder("health-visitor", "hv-1")),
        ("gp-2", YEAR, Holder("gp", "gp-2")),  # who heard it, and not the practice of today
        ("mw-1", YEAR, Holder("health-visitor", "hv-1")),  # the midwife's time is over
        ("police-1", YEAR, Holder("gp", "gp-1")),  # nobody there owes anything
        (None, YEAR, Holder("gp", "gp-1")),
        ("hv-9", YEAR, Holder("gp", "gp-1")),  # it has nothing to do with the child any more
    ],
)
def test_whoever_recorded_it_owes_it(recorder: str | None, age: int, held: Holder) -> None:
    assert holder("recorder", age, [GP, OTHER_GP, HV, MIDWIVES, POLICE], OWNERS, recorder) == held


def test_whatever_the_services_there_is_always_somebody() -> None:
    """Every role, at every age, with every set of services: one service, or a role that works for an area."""
    kinds = [GP, HV, SCHOOL, MIDWIVES, CAMHS, POLICE]
    for role in OWNERS:
        for age in (None, -100, 0, 27, 28, 4 * YEAR, 5 * YEAR, 17 * YEAR):
            for bits in range(2 ** len(kinds)):
                services = [one for place, one in enumerate(kinds) if bits >> place & 1]
                held = holder(role, age, services, OWNERS, "hv-1")
                one = OWNERS[held.role]
                assert (held.service is None) == (one.service is None and one.next is None)
                assert one.until_age is None or age is None or age < days(one.until_age)
                assert held.service in (None, *(ref for ref, kind in services if kind == one.service))


def test_every_role_has_a_row() -> None:
    assert set(get_args(ROLES)) == set(OWNERS)
