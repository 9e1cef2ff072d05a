"""What changed between two knowledges is said in the sense of each rule, and nothing that changed is passed over."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.rules.diff.rule_diff import Change, Part, difference
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.formats import CatalogueItem, CodeRow, Concept, Expectation, Indicator, Setting, Source
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.questions import Question
from tests.unit.test_practice_program import concept, expectation, indicator, knowledge

RULE = indicator("i", concept("a"), concept("b"), until_age="5y")
OWED = expectation("e", {"indicator": "i"})
OLD = knowledge(RULE, OWED)
RUN = CliRunner()


def changed(old: Knowledge, new: Knowledge) -> dict[tuple[str, str], Change]:
    return {(one.what, one.name): one for one in difference(old, new).changes}


def parts(one: Change) -> dict[str, tuple[str, str]]:
    return {part.field: (part.before, part.after) for part in one.parts}


def with_rule(**update: Any) -> Knowledge:
    return replace(OLD, indicators={"i": Indicator.model_validate({**RULE.model_dump(by_alias=True), **update})})


def with_owed(**update: Any) -> Knowledge:
    return replace(OLD, expectations={"e": Expectation.model_validate({**OWED.model_dump(by_alias=True), **update})})


def test_the_same_says_nothing() -> None:
    assert difference(OLD, OLD).changes == ()


def test_a_rule_in_words_before_and_after() -> None:
    when = {"need": 2, "from_age": "0d", "until_age": "6y", "inputs": [concept("a", "mother", "6m")]}
    said = parts(changed(OLD, with_rule(when=when, stance="urgent"))["changed", "i"])
    assert said == {
        "stance": ("explore", "urgent"),
        "rule": (
            "Any of these within 12 months, about the child: a; b, counted until the age of 5 years.",
            "At least 2 of these within 6 months, about the mother: a, counted from birth until the age of 6 years.",
        ),
        "about": ("the child", "the mother"),
        "ages": ("-300d to 5y", "0d to 6y"),
    }


def test_all_roles_one_by_one_say_what_anyone_says() -> None:
    one_by_one = {"inputs": [{**concept("a", lasts="6m"), "about": ["sibling", "adults", "child"]}]}
    anyone = {"inputs": [concept("a", "anyone", "6m")]}
    spelled, alias = with_rule(when=one_by_one), with_rule(when=anyone)
    assert difference(spelled, alias).changes == () != difference(with_rule(), alias).changes


def test_deadline_owner_days_and_pages() -> None:
    said = parts(
        changed(
            OLD,
            with_owed(
                due="7d",
                owner="midwife",
                owner_from={"5y": "school-nurse"},
                in_force={"from": date(2022, 1, 31)},
                sources=[{"document": "guide", "page": "p7"}],
                met_by=[{"concept": "c", "about": "child"}],
            ),
        )["changed", "e"]
    )
    assert said == {
        "rule": ("Owed within 5 days of the start of “T”.", "Owed within 7 days of the start of “T”."),
        "deadline": ("5 days", "7 days"), "owner": ("gp", "midwife"), "owner later": ("", "school-nurse from 5y"),
        "met by": ("done (the child)", "c (the child)"), "in force": ("", "In force from 31 January 2022."),
        "pages": ("guide", "guide p7"),
    }  # fmt: skip


def test_examples_are_counted_and_named() -> None:
    one = {"title": "One", "born": date(2020, 1, 1), "holds": {date(2021, 1, 1): False}}
    before = with_rule(examples=[one])
    after = with_rule(examples=[{**one, "holds": {date(2021, 1, 1): True}}, {**one, "title": "Two"}])
    assert parts(changed(before, after)["changed", "i"]) == {
        "examples": ("1", "2"),
        "examples that differ": ("One", "One; Two"),
    }


def test_what_no_words_say_is_told_as_written() -> None:
    """A group of one is said as that one, and yet counts otherwise: the difference must show."""
    (part,) = changed(OLD, with_rule(when={"until_age": "5y", "inputs": [{"any": [concept("a")]}, concept("b")]}))[
        "changed", "i"
    ].parts
    assert part.field == "as written" and part.before != part.after


def test_what_is_new_says_its_gist_and_what_took_over_says_what_differs() -> None:
    heir = expectation("f", {"indicator": "i"}, due="9d", replaces="e", in_force={"from": "2022-01-31"})
    ended = with_owed(in_force={"until": "2022-01-31"}).expectations
    found = changed(OLD, replace(OLD, expectations={**ended, "f": heir}))
    assert parts(found["changed", "e"]) == {"in force": ("", "In force until 31 January 2022.")}
    assert parts(found["added", "f"])["deadline"] == ("5 days", "9 days")
    assert parts(found["added", "f"])["replaces"] == ("", "e")
    alone = changed(OLD, replace(OLD, indicators={**OLD.indicators, "j": indicator("j", concept("c"))}))["added", "j"]
    assert {"says", "rule", "stance", "pages"} <= parts(alone).keys()


def test_what_went_says_what_took_over() -> None:
    heir = expectation("f", {"indicator": "i"}, replaces="e")
    assert changed(OLD, replace(OLD, expectations={"f": heir}))["removed", "e"].parts == (Part("replaced by", "", "f"),)
    assert changed(OLD, replace(OLD, expectations={}))["removed", "e"].parts == ()


def row(code: str, means: str, **more: Any) -> CodeRow:
    return CodeRow(system="s", code=code, term=f"Term {code}", concept=means, **more)


def test_codes_come_go_and_move() -> None:
    old = replace(OLD, codelist=[row("1", "a"), row("2", "a"), row("3", "a", high=10.0), row("4", "a"), row("4", "b")])
    new = replace(OLD, codelist=[row("1", "b"), row("3", "a", high=12.0), row("4", "a"), row("4", "b", seen="2026-12")])
    found = [
        (one.what, one.name, *((p.field, p.before, p.after) for p in one.parts)) for one in difference(old, new).changes
    ]
    assert sorted(found) == [
        ("added", "s 3 below 12", ("concept", "", "a")),
        ("changed", "s 4", ("seen", "", "2026-12")),
        ("moved", "s 1", ("concept", "a", "b")),
        ("removed", "s 2", ("concept", "a", "")),
        ("removed", "s 3 below 10", ("concept", "a", "")),
    ]


#: Kind → an item, and for every field of it another value. A field that is not here fails the test below.
OTHER: dict[str, tuple[Any, dict[str, Any]]] = {
    "indicators": (
        RULE,
        {
            "title": "U",
            "group": "infants",
            "says": "t",
            "why": "x",
            "misleads": "y",
            "sources": [{"document": "other"}],
            "catalogue": ["P01"],
            "since": "2020-01-01",
            "in_force": {"until": "2020-01-01"},
            "replaces": "j",
            "stance": "urgent",
            "when": {"inputs": [concept("c")]},
            "shown": False,
            "status": "reviewed",
            "reviewed_by": "Dr Osei",
            "reviewed_on": "2026-11-20",
            "reviewed_as": "a1",
            "examples": [{"title": "t", "born": "2020-01-01", "holds": {"2021-01-01": True}}],
        },
    ),
    "expectations": (
        OWED,
        {
            "title": "U",
            "group": "infants",
            "says": "t",
            "why": "x",
            "misleads": "y",
            "sources": [{"document": "other"}],
            "catalogue": ["P01"],
            "since": "2020-01-01",
            "in_force": {"until": "2020-01-01"},
            "replaces": "j",
            "do": "o",
            "asks": "q",
            "owner": "midwife",
            "owner_from": {"5y": "gp"},
            "after": {"age": "5d"},
            "due": "6d",
            "lookback": "1d",
            "repeat": "9w",
            "met_by": [{"concept": "c", "about": "child"}],
            "basis": "local-default",
            "worth_until": "8w",
            "worth_because": "It passes",
            "worth_basis": "source",
            "next_visit": True,
            "prints": True,
            "status": "reviewed",
            "reviewed_by": "Dr Osei",
            "reviewed_on": "2026-11-20",
            "reviewed_as": "a1",
            "examples": [{"title": "t", "born": "2020-01-01", "states": {"2021-01-01": "open"}}],
        },
    ),
    "settings": (
        Setting(setting="x", title="T", says="s", value=None, sources=[{"document": "d"}]),
        {"title": "U", "says": "t", "value": "2027-01-01", "sources": [{"document": "e"}]},
    ),
    "questions": (
        Question(question="x", title="T", at="visit", recorded_as=["a"]),
        {
            "title": "U",
            "note": "n",
            "at": "record",
            "recorded_as": ["a", "b"],
            "assessment": "y",
            "always": True,
            "sensitive": True,
            "on_page": {
                "of": "child",
                "answered": "asked",
                "open": "not-asked",
                "answers": [{"concepts": ["a"], "says": "{when}."}],
            },
        },
    ),
    "concepts": (
        Concept(concept="x", title="T", group="g"),
        {
            "title": "U",
            "group": "h",
            "sensitive": True,
            "closed_by": ["a"],
            "excludes": ["b"],
            "response": True,
            "says": "t",
            "kind": "missed",
            "clause": "{who} came",
            "enquiry": "asked",
            "banner": "priority",
        },
    ),
    "sources": (
        Source(document="x", title="T", licence="l"),
        {"title": "U", "edition": "2", "published": "2020", "licence": "m", "url": "u"},
    ),
    "catalogue": (
        CatalogueItem(id="P01", group="g", says="s", kind="finding"),
        {"group": "h", "says": "t", "page": "p2", "who": ["gp"], "kind": "constant", "planned": "insight"},
    ),
}
NAMING = {"indicator", "expectation", "setting", "question", "concept", "document", "id"}
FIELDS = [
    (kind, field) for kind, (item, _) in OTHER.items() for field in type(item).model_fields if field not in NAMING
]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_no_field_changes_unsaid(kind: str, field: str) -> None:
    item, others = OTHER[kind]
    other = type(item).model_validate({**item.model_dump(by_alias=True), field: others[field]})
    assert other != item
    (one,) = difference(Knowledge("o", **{kind: {"x": item}}), Knowledge("n", **{kind: {"x": other}})).changes
    assert one.what == "changed" and all(part.before != part.after for part in one.parts)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(root_of(), tmp_path / "knowledge"))


def test_the_command_says_it(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = copy / "rules/infants/expectations/make-new-birth-visit.yaml"
    file.write_text(file.read_text().replace("\ndue: 5d", "\ndue: 6d"))
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(copy / "nowhere.yaml"))
    ran = RUN.invoke(app, ["knowledge", "diff", str(root_of()), str(copy)])
    assert ran.exit_code == 0 and "deadline: 5 days → 6 days" in ran.stdout and "1 expectation changed" in ran.stdout
    ran = RUN.invoke(app, ["knowledge", "diff", str(root_of()), str(copy), "--json"])
    told = json.loads(ran.stdout)
    assert told["old"] != told["new"] and [one["name"] for one in told["changes"]] == ["make-new-birth-visit"]
    assert {"field": "deadline", "before": "5 days", "after": "6 days"} in told["changes"][0]["parts"]
    assert "Nothing that the knowledge says" in RUN.invoke(app, ["knowledge", "diff", str(copy), str(copy)]).stdout


def test_wrong_use_and_wrong_knowledge_exit_differently(copy: Path) -> None:
    assert RUN.invoke(app, ["knowledge", "diff", str(copy), str(copy / "nowhere")]).exit_code == 2
    (copy / "concepts.yaml").write_text("- {concept: a}\n")
    assert RUN.invoke(app, ["knowledge", "diff", str(root_of()), str(copy)]).exit_code == 1


def test_show_says_when_a_rule_is_in_force_and_what_it_replaced() -> None:
    shown = " ".join(RUN.invoke(app, ["knowledge", "show", "record-needs-of-child-victim"]).stdout.split())
    assert (
        "In force from 31 January 2022." in shown and "Took over from consider-each-child-in-domestic-abuse." in shown
    )
    assert "from the age of 5 years by: school nurse" in shown
    shown = " ".join(RUN.invoke(app, ["knowledge", "show", "consider-each-child-in-domestic-abuse"]).stdout.split())
    assert "In force until 31 January 2022." in shown and "Replaced by record-needs-of-child-victim." in shown


def test_show_says_a_setting_and_what_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = " ".join(RUN.invoke(app, ["knowledge", "show", "duty-to-disclose-begins"]).stdout.split())
    assert "none, so it has not come" in shown and "Begins share-what-bears-on-welfare" in shown
    local = tmp_path / "here.yaml"
    local.write_text("- {setting: duty-to-disclose-begins, value: 2027-04-01, says: Read by the named doctor}\n")
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(local))
    told = json.loads(RUN.invoke(app, ["knowledge", "show", "duty-to-disclose-begins", "--json"]).stdout)
    assert (told["value"], told["ours"], told["begins"]) == ("2027-04-01", None, ["share-what-bears-on-welfare"])
    shown = " ".join(RUN.invoke(app, ["knowledge", "show", "duty-to-disclose-begins"]).stdout.split())
    assert "2027-04-01" in shown and "Read by the named doctor" in shown
    assert RUN.invoke(app, ["knowledge", "show", "nothing-of-this-name"]).exit_code == 2
