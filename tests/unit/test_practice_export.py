"""What is exported: every rule, once, by names that lead somewhere; and what cannot be said is said to be missing."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.rules.export import cql, fhir, folder, limits
from kinsight.rules.loading import load
from kinsight.rules.schema.formats import ABOUT_ABUSE, Expectation, Indicator, When
from kinsight.rules.schema.grammar import ConceptInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.roles import ROLES

KNOWN = load()
WORDS = {"title": "T", "group": "cumulative", "says": "S", "why": "W", "sources": [{"document": "d", "page": "p3"}]}


def indicator(name: str, *inputs: dict[str, Any]) -> Indicator:
    return Indicator.model_validate({**WORDS, "indicator": name, "stance": "explore", "when": {"inputs": list(inputs)}})


def knowledge(*rules: Indicator) -> Knowledge:
    return Knowledge("v1", indicators={one.indicator: one for one in rules})


ALPHA = {"concept": "alpha", "about": "child", "lasts": "6m"}


@pytest.fixture(scope="module")
def resources() -> list[dict[str, Any]]:
    return [json.loads(text) for name, text in fhir.files(KNOWN).items() if name.endswith(".json")]


def test_equal_knowledge_gives_equal_files() -> None:
    assert fhir.files(KNOWN) == fhir.files(load()) and cql.files(KNOWN) == cql.files(load())


def test_every_rule_is_a_plan_and_every_expectation_asks_for_an_activity(resources: list[dict[str, Any]]) -> None:
    found = {(one["resourceType"], one["id"]) for one in resources}
    assert {("PlanDefinition", name) for name in (*KNOWN.indicators, *KNOWN.expectations)} <= found
    assert {("ActivityDefinition", name) for name in KNOWN.expectations} <= found
    assert {("ValueSet", name) for name in KNOWN.concepts} <= found
    assert len(found) == len(resources)


def test_anyone_is_every_role_to_an_outsider() -> None:
    said = [cql.library(knowledge(indicator("i", {**ALPHA, "about": about}))) for about in ("anyone", list(ROLES))]
    every_role = ", ".join(f"'{role}'" for role in ROLES)
    assert said[0] == said[1] and f"{{ {every_role} }}" in said[0]


def canonicals(value: Any) -> Iterator[str]:
    """Every canonical name of ours anywhere in a resource: the kind of resource stands third, with a capital."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from canonicals(part)
    elif isinstance(value, str) and re.match(r"urn:kinsight:[A-Z]\w+:", value):
        yield value.split("|")[0]


def test_every_name_of_ours_leads_to_a_resource(resources: list[dict[str, Any]]) -> None:
    there = {one["url"] for one in resources}
    named = {name for one in resources for name in canonicals(one)}
    assert len(named) > 300 and named <= there
    assert {one["version"] for one in resources} == {KNOWN.version}
    assert all(one["url"].startswith("urn:kinsight:") and len(one["id"]) <= 64 for one in resources)


def test_every_condition_is_an_expression_of_the_library(resources: list[dict[str, Any]]) -> None:
    asked = [
        condition["expression"]["expression"]
        for one in resources
        if one["resourceType"] == "PlanDefinition"
        for action in one["action"]
        for condition in action.get("condition", [])
    ]
    text = cql.files(KNOWN)["KinsightRules.cql"]
    assert len(asked) == len(KNOWN.indicators) + len(KNOWN.expectations)
    assert [name for name in asked if f'define "{name}": ' not in text] == []


def test_a_plan_says_why_when_it_misleads_whose_it_is_and_on_what_page() -> None:
    one = next(
        e for e in KNOWN.expectations.values() if e.repeat and e.misleads and any(s.page != "-" for s in e.sources)
    )
    plan = json.loads(fhir.files(KNOWN)[f"PlanDefinition/{one.expectation}.json"])
    action = plan["action"][0]
    assert (plan["purpose"], plan["usage"]) == (one.why, one.misleads)
    assert any("page" in artifact["citation"] for artifact in plan["relatedArtifact"] if artifact["type"] == "citation")
    assert action["participant"][0]["role"]["coding"][0]["code"] == one.owner
    assert action["timingTiming"]["repeat"]["periodUnit"] == "d"


def test_what_rests_on_abuse_is_marked(resources: list[dict[str, Any]]) -> None:
    marked = {
        one["id"]
        for one in resources
        if {"url": "urn:kinsight:sensitive", "valueBoolean": True} in one.get("extension", [])
    }
    assert {"domestic-abuse", "domestic-abuse-after-separation", "follow-up-after-disclosure"} <= marked
    assert {name for name, one in KNOWN.indicators.items() if one.group in ABOUT_ABUSE} <= marked
    assert "repeatedly-not-brought" not in marked


def test_a_code_stands_once_with_its_conditions_in_words() -> None:
    told = json.loads(fhir.files(KNOWN)["ValueSet/low-birth-weight.json"])["compose"]["include"]
    assert told[0] == {
        "system": "urn:kinsight:concept",
        "concept": [{"code": "low-birth-weight", "display": "Low birth weight"}],
    }
    weight = next(code for part in told for code in part["concept"] if code["code"] == "364589006")
    assert "below 2500 g; or" in weight["extension"][0]["valueString"]
    codes = [(part["system"], code["code"]) for part in told for code in part["concept"]]
    assert len(codes) == len(set(codes))


def test_a_library_carries_its_text_and_what_others_made_of_it() -> None:
    plain = json.loads(fhir.files(KNOWN)["Library/KinsightRules.json"])
    both = json.loads(fhir.files(KNOWN, {"KinsightRules": "{}"})["Library/KinsightRules.json"])
    assert b64decode(plain["content"][0]["data"]).decode() == cql.files(KNOWN)["KinsightRules.cql"]
    assert [part["contentType"] for part in plain["content"]] == ["text/cql"]
    assert [part["contentType"] for part in both["content"]] == ["text/cql", "application/elm+json"]


def test_a_new_rule_needs_no_code() -> None:
    text = cql.library(
        knowledge(indicator("new-one", ALPHA), indicator("on-top", {"onset-of": "new-one", "lasts": "ever"}))
    )
    assert 'Family."For days"("alpha facts", 183)' in text
    assert 'Days."Ever after onset"("new-one days")' in text


class Windowed(When):
    """A `when` of a later day, with a field that the export has never heard of."""

    only_on: str = Field(default="")


def windowed(name: str, only_on: str) -> Indicator:
    when = Windowed.model_construct(
        need=1, from_age="-300d", until_age="18y", only_on=only_on, inputs=[ConceptInput.model_validate(ALPHA)]
    )
    return indicator(name, ALPHA).model_copy(update={"when": when})


def test_what_has_no_words_is_left_out_with_all_that_rests_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.SAID, Windowed, limits.SAID[When])
    known = knowledge(
        windowed("strange", "Mondays"), windowed("plain", ""), indicator("above", {"indicator": "strange"})
    )
    left = limits.not_expressed(known)
    assert left == {"above": "rests on strange", "strange": "the field only_on has no CQL"}
    files = cql.files(known)
    assert (
        "- `strange`: the field only_on has no CQL." in files["NOT-EXPRESSED.md"]
        and "1 of 3 rules" in files["NOT-EXPRESSED.md"]
    )
    assert 'define "plain"' in files["KinsightRules.cql"] and "strange" not in files["KinsightRules.cql"]


def test_an_unknown_part_has_no_words_either() -> None:
    known = knowledge(windowed("strange", "Mondays"))
    assert limits.not_expressed(known) == {"strange": "a part of kind Windowed has no CQL"}


def test_every_field_of_the_grammar_is_known_to_the_export() -> None:
    """Fails when the grammar gains a field: say in `limits` and in CQL what it means, or leave it to be listed."""
    missing = [
        (kind.__name__, name) for kind, said in limits.SAID.items() for name in kind.model_fields if name not in said
    ]
    assert missing == []
    assert {Indicator, Expectation, When, ConceptInput} <= limits.SAID.keys()


def test_a_folder_holds_one_export_and_nothing_stale(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder.write(out, {"a/b.json": "1", "c.json": "2"}, {"format": "fhir"})
    folder.write(out, {"c.json": "3"}, {"format": "fhir"})
    assert not (out / "a" / "b.json").exists() and (out / "c.json").read_text() == "3"
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "letter.txt").write_text("mine")
    with pytest.raises(folder.NotAnExport):
        folder.write(tmp_path / "theirs", {"c.json": "3"}, {})
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["letter.txt"]


def test_the_command_counts_and_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["knowledge", "export", "--format", "cql", "--out", str(tmp_path / "cql"), "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == 0 and told["expressed"] == told["rules"] == len(KNOWN.indicators) + len(KNOWN.expectations)
    assert {path.name for path in (tmp_path / "cql").iterdir()} >= {
        "KinsightRules.cql",
        "KinsightFamily.cql",
        "KinsightDays.cql",
    }
    wrong = CliRunner().invoke(
        app, ["knowledge", "export", "--format", "fhir", "--out", str(tmp_path / "x"), "--elm", str(tmp_path)]
    )
    assert wrong.exit_code == 2 and not (tmp_path / "x").exists()
