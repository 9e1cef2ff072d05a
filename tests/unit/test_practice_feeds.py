"""What a kind of feed can supply: by its codes, its elements and what follows from them, through the algebra of the rules."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.ingest.fhir.attendance import BY_ATTENDANCE_CODE, BY_STATUS
from kinsight.ingest.fhir.mapping import BUILT_IN, READINGS, SEEN, UNDER_18
from kinsight.rules.checks.feed_coverage import coverage_by_feed
from kinsight.rules.schema.feed_kinds import FeedKind, UncodedFact
from kinsight.rules.schema.formats import CodeRow, Concept, Expectation, Indicator
from kinsight.rules.schema.knowledge import Knowledge
from tests.knowledge.test_examples import KNOWN

SYSTEM = "http://snomed.info/sct"
INDICATOR: dict[str, Any] = {
    "title": "t", "group": "family-life", "stance": "explore", "says": "s", "why": "w", "sources": [{"document": "d"}],
}  # fmt: skip
EXPECTATION = {
    **INDICATOR,
    "do": "d",
    "owner": "gp",
    "due": "1d",
    "worth_until": "1m",
    "worth_because": "b",
    "basis": "source",
}
del EXPECTATION["stance"]


def fact(concept: str, about: str = "child") -> dict[str, str]:
    return {"concept": concept, "about": about, "lasts": "ever"}


def knowledge(**whens: dict[str, Any]) -> Knowledge:
    """Concepts a to d, of which the feed writes a and b (of a child and the mother), and states c without a code."""
    feed = {
        "feed": "gp", "title": "t", "says": "s", "systems": [SYSTEM], "resources": ["Appointment"], "people": ["self", "mother"],
        "groups": ["g"], "sources": [{"document": "d"}],
    }  # fmt: skip
    rows = [
        CodeRow(system=SYSTEM, code="1", term="a", concept="a"),
        CodeRow(system=SYSTEM, code="2", term="b", concept="b"),
    ]
    rows += [CodeRow(system="urn:kinsight:concept", code="d", term="d", concept="d")]
    met_by = [{"concept": "d", "about": "child"}]
    owed = {"after": {"age": "1d"}, "met_by": met_by, **EXPECTATION}
    return Knowledge(
        "test",
        concepts={name: Concept(concept=name, title=name, group="g") for name in "abcd"},
        codelist=rows,
        feeds={"gp": FeedKind.model_validate(feed)},
        uncoded={
            "c": UncodedFact.model_validate({"concept": "c", "from": ["Appointment"], "about": "child", "says": "s"})
        },
        indicators={
            name.replace("_", "-"): Indicator.model_validate(
                {"indicator": name.replace("_", "-"), "when": when, **INDICATOR}
            )
            for name, when in whens.items()
        },
        expectations={"owed": Expectation.model_validate({"expectation": "owed", **owed})},
    )


@pytest.mark.parametrize(
    ("when", "can"),
    [
        ({"inputs": [fact("a")]}, True),
        ({"inputs": [fact("c")]}, True),
        ({"inputs": [fact("d")]}, False),
        ({"inputs": [fact("a", "father")]}, False),
        ({"inputs": [fact("a", "parents")]}, True),
        ({"need": 3, "inputs": [fact("a"), fact("d")]}, True),
        ({"inputs": [{"any": [fact("d"), fact("a")]}]}, True),
        ({"inputs": [{"all": [fact("a"), fact("d")]}]}, False),
        ({"inputs": [{"all": [fact("a"), fact("b"), fact("c")]}]}, True),
        ({"inputs": [{"at-least": 2, "of": [fact("a"), fact("d"), fact("d", "mother")]}]}, False),
        ({"inputs": [{"at-least": 2, "of": [fact("a"), fact("b"), fact("d")]}]}, True),
        ({"need": 2, "inputs": [{"any": [fact("a")]}, {"any": [fact("d")]}]}, False),
        ({"inputs": [{"overdue": "owed"}]}, True),
    ],
)
def test_whether_a_pattern_can_hold(when: dict[str, Any], can: bool) -> None:
    found = coverage_by_feed(knowledge(one=when), ["gp"])["patterns"]
    assert (found["can"], found["of"]) == (int(can), 1)


def test_a_pattern_that_rests_on_another_one() -> None:
    known = knowledge(
        below={"inputs": [fact("d")]},
        above={"inputs": [{"indicator": "below", "lasts": "while-open"}]},
        twice={"need": 2, "inputs": [{"onset-of": "fine", "lasts": "1m"}]},
        fine={"inputs": [fact("b")]},
    )
    found = coverage_by_feed(known, ["gp"])
    assert found["patterns"]["cannot"] == {"below": ["d"], "above": ["d"]}
    assert found["concepts"]["can"] == 3
    assert found["expectations"]["cannot"] == {"owed": ["d"]}


def test_several_feeds_together_supply_what_each_does() -> None:
    figures = {
        name: coverage_by_feed(KNOWN, name.split("+"))["patterns"]["can"]
        for name in ("gp", "emergency", "gp+maternity+emergency", "all")
    }
    assert figures["emergency"] < figures["gp"] <= figures["gp+maternity+emergency"] <= figures["all"]


def test_what_the_codes_of_services_reach() -> None:
    """What issue 15 asks: three in five patterns from three feeds, half of what is owed. Of a whole feed, what was reached so far."""
    three, whole = (coverage_by_feed(KNOWN, names) for names in (["gp", "maternity", "emergency"], ["all"]))
    assert three["patterns"]["can"] >= 0.6 * three["patterns"]["of"]
    assert whole["patterns"]["can"] >= 0.75 * whole["patterns"]["of"]
    assert whole["expectations"]["can"] >= 0.5 * whole["expectations"]["of"]


def test_feeds_send_resources_that_are_read() -> None:
    sent = {kind for feed in KNOWN.feeds.values() for kind in feed.resources}
    sent |= {kind for one in KNOWN.uncoded.values() for kind in one.from_}
    assert sent - READINGS.keys() == set()


def test_what_is_read_without_a_code_is_listed() -> None:
    stated = {*BY_STATUS.values(), *BY_ATTENDANCE_CODE.values(), *UNDER_18.values(), *(row[2] for row in BUILT_IN)}
    stated |= {SEEN} | {reading.implies for reading in READINGS.values() if reading.implies}
    assert stated - KNOWN.uncoded.keys() == set()
    by_age = {one.of: one.concept for one in KNOWN.uncoded.values() if one.of}
    assert by_age == UNDER_18


def test_the_command() -> None:
    run = CliRunner().invoke(app, ["knowledge", "reach", "--feed", "gp", "--feed", "maternity", "--json"])
    told = json.loads(run.stdout)
    assert told["feeds"] == ["gp", "maternity"] and told["patterns"]["of"] == sum(
        one.shown for one in KNOWN.indicators.values()
    )
    shown = CliRunner().invoke(app, ["knowledge", "reach", "--feed", "all"])
    assert "shown patterns can hold" in " ".join(shown.stdout.split())
    assert CliRunner().invoke(app, ["knowledge", "reach", "--feed", "dentist"]).exit_code == 2
