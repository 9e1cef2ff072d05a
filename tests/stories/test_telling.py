"""The stories are whole: every promised vignette is told, as services send it, and one told wrongly is noticed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from kinsight.synthetic.feed_codes import OWN
from tests.stories.conftest import LAST, Look, command
from tests.stories.sending import feed, public, reference
from tests.stories.story_files import Story, each, in_order, stories
from tests.stories.test_stories import (
    test_a_pattern_is_shown_on_its_day_and_not_the_day_before as on_its_day,
)
from tests.stories.test_stories import test_its_evidence_is_each_fact_of_each_service as on_its_evidence
from tests.stories.test_stories import test_no_service_alone_could_see_it as by_no_service_alone
from tests.stories.test_stories import test_what_is_owed_has_its_state_on_each_day as on_each_day

#: The case vignettes of the catalogue that this folder promises to tell.
PROMISED = {"C07", "C08", "D03", "E11", "K01", "K02", "K03", "L11", "M04", "O10", "P07", "P09"}
#: Who was born by then is a child no more on the last day, and in no sweep of that day.
EIGHTEEN_BEFORE_LAST = date(2008, 11, 1)
#: What services send in practice, and so what the stories must send between them.
SENT = {
    "Organization",
    "Patient",
    "RelatedPerson",
    "Appointment",
    "Condition",
    "Observation",
    "Procedure",
    "Communication",
    "ServiceRequest",
    "CarePlan",
    "Flag",
    "Encounter",
    "Task",
    "QuestionnaireResponse",
}

#: One worker, one workspace.
pytestmark = pytest.mark.xdist_group("stories")


def codings(made: Any) -> Iterator[dict[str, str]]:
    """Every coding within a resource."""
    if isinstance(made, dict):
        if "system" in made and "code" in made:
            yield made
        made = list(made.values())
    if isinstance(made, list):
        for one in made:
            yield from codings(one)


def test_every_promised_vignette_is_told() -> None:
    assert {id_ for told in stories() for id_ in told.catalogue} == PROMISED
    for told in stories():
        assert told.shown and told.owed, told.name


def test_the_feed_is_what_services_send() -> None:
    assert set(feed(stories())) == SENT


def own_words(made: dict[str, list[Any]]) -> set[str]:
    """Concepts sent in our own words."""
    return {one["code"] for one in codings(list(made.values())) if one["system"] == OWN}


def test_our_own_words_are_sent_only_where_no_public_code_is() -> None:
    sent = own_words(feed(stories()))
    assert sent and not sent & public().keys()
    assert {"schizophrenia", "depression", "self-harm", "unwanted-pregnancy"} <= public().keys()


def test_a_public_code_left_out_would_be_noticed() -> None:
    assert own_words({"Condition": [{"code": {"coding": [{"system": OWN, "code": "depression"}]}}]}) & public().keys()


def test_the_command_prints_what_a_look_shows(workspace: Path, look: Look) -> None:
    told = next(one for one in stories() if "C08" in one.catalogue)
    printed = command(
        "picture", reference(told, told.child), "--workspace", str(workspace), "--as-of", LAST.isoformat(), "--json"
    )
    assert json.loads(printed) == look(told, told.child, LAST)


def test_the_sweep_and_the_picture_say_the_same_is_owed(workspace: Path, look: Look) -> None:
    rows = json.loads(command("owed", "--workspace", str(workspace), "--as-of", LAST.isoformat(), "--json"))
    swept: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row["state"] != "later":
            swept.setdefault(row["child_ref"].removeprefix("Patient/"), set()).add((row["expectation"], row["state"]))
    for told in stories():
        if told.child in told.people and told.people[told.child].born > EIGHTEEN_BEFORE_LAST:
            shown = look(told, told.child, LAST)
            seen = {(row["expectation"], row["state"]) for row in (*shown["owed"], *shown["never_answered"])}
            assert seen == swept.get(reference(told, told.child), set()), told.name


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_too_early_or_too_late_is_noticed(days: int, look: Look) -> None:
    told, shown = next(each("shown"))
    with pytest.raises(AssertionError):
        on_its_day(told, replace(shown, first=shown.first + timedelta(days)), look)


def test_a_fact_too_few_is_noticed(look: Look) -> None:
    told, shown = next((t, s) for t, s in each("shown") if len(s.because) > 1)
    with pytest.raises(AssertionError):
        on_its_evidence(told, replace(shown, because=frozenset(list(shown.because)[1:])), look)


def test_a_pattern_that_one_service_can_see_is_noticed(look: Look) -> None:
    told, shown = next((t, s) for t, s in each("shown") if s.pattern == "domestic-abuse")
    with pytest.raises(AssertionError):
        by_no_service_alone(told, shown, look)


def test_a_wrong_state_or_owner_is_noticed(look: Look) -> None:
    told, owed = next(each("owed"))
    with pytest.raises(AssertionError):
        on_each_day(told, replace(owed, days=dict.fromkeys(owed.days, "met")), look)
    with pytest.raises(AssertionError):
        on_each_day(told, replace(owed, by="dentist"), look)


def test_a_story_told_out_of_order_is_noticed() -> None:
    told: Story = stories()[0]
    with pytest.raises(ValueError, match="not in the order"):
        in_order(replace(told, recorded=tuple(reversed(told.recorded))))
