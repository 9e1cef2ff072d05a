"""The catalogue's case vignettes as whole lives: loaded, swept and looked at by the commands that a service would use.

Given what each service wrote and when, then a pattern is shown on its first day and not the day before, on this evidence;
then so much is owed on that day; then no service alone could have seen it.
"""

from typing import Any

import pytest

from tests.stories.conftest import Look, Picture
from tests.stories.sending import SERVICES
from tests.stories.story_files import Owed, Shown, Silent, Story, before, each

#: One worker, one workspace.
pytestmark = pytest.mark.xdist_group("stories")


def params(part: str, then: str) -> list[Any]:
    return [pytest.param(told, one, id=sentence(told, one, then)) for told, one in each(part)]


def sentence(told: Story, one: Any, then: str) -> str:
    """`C08-given-the-gp-was-kind-when-she-tells-then-…`."""
    when = getattr(one, "when", None) or getattr(one, "why", "")
    what = getattr(one, "pattern", None) or getattr(one, "duty", None) or "nothing"
    return f"{told.given} when {when} then {what} {then}".replace(", ", " ").replace(" ", "-")


def patterns(picture: Picture) -> dict[str, Picture]:
    return {one["indicator"]: one for one in picture["patterns"]}


@pytest.mark.parametrize(("told", "shown"), params("shown", "is first shown"))
def test_a_pattern_is_shown_on_its_day_and_not_the_day_before(told: Story, shown: Shown, look: Look) -> None:
    held = patterns(look(told, shown.child, shown.first)).get(shown.pattern)
    assert held is not None
    assert (held["since"], held["stance"]) == (shown.first.isoformat(), shown.stance)
    assert shown.pattern not in known(told, shown, look)


def known(told: Story, shown: Shown, look: Look) -> dict[str, Picture]:
    """What was shown the day before; nothing, where nobody knew of the child yet."""
    return patterns(look(told, shown.child, before(shown.first)))


@pytest.mark.parametrize(("told", "shown"), params("shown", "rests on its evidence"))
def test_its_evidence_is_each_fact_of_each_service(told: Story, shown: Shown, look: Look) -> None:
    day = shown.seen or shown.first
    rows = patterns(look(told, shown.child, day))[shown.pattern]["evidence"]
    assert {(row["service"], row["concept"]) for row in rows} == {
        (SERVICES.get(service, service), fact) for service, fact in shown.because
    }
    assert all(row["known"] <= day.isoformat() for row in rows)


@pytest.mark.parametrize(
    ("told", "shown"), [p for p in params("shown", "is seen by no service alone") if p.values[1].no_service_alone]
)
def test_no_service_alone_could_see_it(told: Story, shown: Shown, look: Look) -> None:
    assert len({service for service, _ in shown.because} - {"kinsight"}) > 1
    for service in told.services:
        alone = look(told, shown.child, shown.first, service)
        assert alone["view"] == SERVICES[service]
        assert shown.pattern in alone["quiet"], service


@pytest.mark.parametrize(("told", "shown"), [p for p in params("shown", "is shown no more") if p.values[1].gone])
def test_it_is_shown_until_it_is_over(told: Story, shown: Shown, look: Look) -> None:
    assert shown.gone is not None
    assert shown.pattern in patterns(look(told, shown.child, before(shown.gone)))
    assert shown.pattern in look(told, shown.child, shown.gone)["quiet"]


@pytest.mark.parametrize(("told", "owed"), params("owed", "is owed"))
def test_what_is_owed_has_its_state_on_each_day(told: Story, owed: Owed, look: Look) -> None:
    seen = {day: look(told, owed.child, day) for day in owed.days}
    found = {day: [*one["owed"], *one["never_answered"]] for day, one in seen.items()}
    assert {day: state(rows, owed.duty) for day, rows in found.items()} == owed.days
    assert {row["owner"] for rows in found.values() for row in rows if row["expectation"] == owed.duty} == set(
        owed.by.split(", then ")
    )


def state(rows: list[Picture], duty: str) -> str:
    """The most pressing state of a duty: what is owed again is not met."""
    states = {row["state"] for row in rows if row["expectation"] == duty}
    return next((one for one in ("overdue", "open", "met", "lapsed") if one in states), "none")


@pytest.mark.parametrize(("told", "silent"), params("silent", "is shown"))
def test_what_does_not_hold_is_not_shown(told: Story, silent: Silent, look: Look) -> None:
    seen = look(told, silent.child, silent.on)
    assert set(silent.patterns) <= set(seen["quiet"])
    assert not set(silent.patterns) & patterns(seen).keys()
