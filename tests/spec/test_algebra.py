"""What the picture algebra must express, on small families: judged by the slow reference and by the engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from kinsight.engine import reference
from kinsight.engine.judged_cases import evaluate
from kinsight.rules.compile.examples import case_of
from kinsight.rules.read.documents import _Loader
from kinsight.rules.schema.cases import Case, Event
from kinsight.rules.schema.formats import Concept, Expectation, Indicator, IndicatorExample, Setting
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER, to_day

WORDS = {"title": "t", "group": "cumulative", "says": "s", "why": "w", "sources": [{"document": "d"}]}
SETTING = {"title": "t", "says": "s", "sources": [{"document": "d"}]}
SPECS: list[dict[str, Any]] = yaml.load(Path(__file__).with_name("algebra.yaml").read_text(), _Loader)
CONCEPTS = ("alpha", "beta", "gamma", "omega")


def knowledge_of(spec: Mapping[str, Any]) -> Knowledge:
    rules = {**spec.get("indicators", {}), "asked": spec["when"]}
    owed = {"do": "d", "owner": "gp", "basis": "source", "worth_until": "ever"}
    return Knowledge(
        version="spec",
        concepts={
            c: Concept(concept=c, title=c, group="g", closed_by=spec.get("closed_by", {}).get(c, [])) for c in CONCEPTS
        },
        indicators={
            name: Indicator.model_validate(
                {
                    **WORDS,
                    "indicator": name,
                    "stance": "explore",
                    "when": when,
                    "in_force": spec.get("in_force", {}) if name == "asked" else {},
                }
            )
            for name, when in rules.items()
        },
        expectations={
            name: Expectation.model_validate({**WORDS, **owed, "expectation": name, **rule})
            for name, rule in spec.get("expectations", {}).items()
        },
        settings={
            name: Setting.model_validate({**SETTING, "setting": name, "value": value})
            for name, value in spec.get("settings", {}).items()
        },
    )


def case_for(spec: Mapping[str, Any]) -> Case:
    """Events of one `id` are versions of one fact."""
    born = {"expected": spec["expected"]} if "expected" in spec else {"born": spec.get("born", date(2018, 1, 1))}
    plain = [{k: v for k, v in event.items() if k != "id"} for event in spec["events"]]
    example = IndicatorExample.model_validate(
        {"title": spec["says"], **born, "events": plain, "bonds": spec.get("bonds", []), "holds": spec["holds"]}
    )
    case = case_of(example)
    named = [replace(e, event=raw.get("id", e.event)) for e, raw in zip(case.events, spec["events"], strict=True)]
    return replace(case, events=tuple(named))


@pytest.mark.parametrize("spec", SPECS, ids=[s["says"] for s in SPECS])
def test_reference_and_engine_say_what_practice_means(spec: dict[str, Any]) -> None:
    knowledge, case = knowledge_of(spec), case_for(spec)
    last = to_day(max(spec["holds"])) + 10
    spells = [s for s in evaluate(knowledge, [case], last, last).spells if s[0] == "joined" and s[2] == "asked"]
    for day, holds in spec["holds"].items():
        on = to_day(day)
        assert reference.holds(knowledge, case, "asked", on) is holds, f"reference, {day}"
        assert any(since <= on < until for _, _, _, since, until, *_ in spells) is holds, f"engine, {day}"


ASKED = [s for s in SPECS if "states" in s]


@pytest.mark.parametrize("spec", ASKED, ids=[s["says"] for s in ASKED])
def test_reference_and_engine_say_what_is_owed_on_each_day(spec: dict[str, Any]) -> None:
    """On each day by what was known then, as a child's page says it."""
    knowledge, case = knowledge_of(spec), case_for(spec)
    (name,) = knowledge.expectations
    for day, state in spec["states"].items():
        assert reference.state(knowledge, case, name, to_day(day)) == state, f"reference, {day}"
        assert _state(knowledge, case, to_day(day)) == state, f"engine, {day}"


def _state(knowledge: Knowledge, case: Case, day: int) -> str:
    """As the rows that stand on a day say it: what is still owed, else the last."""
    judged = replace(case, events=tuple(_as_known(e, day) for e in case.events if e.known <= day))
    standing = [row for row in evaluate(knowledge, [judged], day, day).owed if row[2] <= day < row[4]]
    owed = [due for _, _, _, due, _, met, lapses in standing if met is None and day < lapses]
    if owed or not standing:
        return "none" if not standing else "overdue" if min(owed) <= day else "open"
    return "lapsed" if max(standing, key=lambda row: row[2])[5] is None else "met"


def _as_known(event: Event, day: int) -> Event:
    """What takes a fact back is not known before its day."""
    return event if event.superseded <= day else replace(event, superseded=FOREVER)


def test_fragments_show_what_each_service_alone_could_know() -> None:
    """Two services hold one factor each: only the joined record has both."""
    spec = {
        "says": "fragments",
        "events": [
            {"who": "mother", "concept": "alpha", "on": date(2021, 1, 1), "service": "gp"},
            {"who": "mother", "concept": "beta", "on": date(2021, 2, 1), "service": "camhs"},
            {"who": "mother", "concept": "gamma", "on": date(2021, 2, 1), "service": "gp"},
        ],
        "when": {"inputs": [{"all": [{"concept": c, "about": "mother", "lasts": "12m"} for c in ("alpha", "beta")]}]},
        "indicators": {
            "alone": {
                "inputs": [{"all": [{"concept": c, "about": "mother", "lasts": "12m"} for c in ("alpha", "gamma")]}]
            }
        },
        "holds": {date(2021, 3, 1): True},
    }
    last = to_day(date(2021, 12, 1))
    spells = evaluate(knowledge_of(spec), [case_for(spec)], last, last).spells
    assert {view for view, _, name, *_ in spells if name == "asked"} == {"joined"}
    assert {view for view, _, name, *_ in spells if name == "alone"} == {"joined", "gp"}


def test_every_spec_has_a_day_on_which_it_is_silent_or_says_why_not() -> None:
    always = [s["says"] for s in SPECS if all(s["holds"].values()) or not any(s["holds"].values())]
    assert set(always) == {
        "nothing recorded is not a pattern",
        "open with no end recorded stays open",
        "about any parent, not about a brother",
        "about any adult in the household",
        "about a brother or sister",
        "a corrected fact goes on once, not twice",
        "an answer that was taken back answers nothing, in time or later",
        "an earlier end does not close what began after it",
        "a rule that waits for a setting without a day is not in force",
    }
