"""docs/picture.md is the contract of the picture: its fields are the program's, and its example is what the program says."""

import json
import re
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from kinsight.ingest.load import load
from kinsight.picture import PageData, family, fragments, page_data, picture
from kinsight.picture.contract import ChildPicture, Evidence, Owed, Pattern
from kinsight.rules import loading
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.architecture.repository import ROOT

TEXT = (ROOT / "docs" / "picture.md").read_text(encoding="utf-8")
#: What the first issue promised to other work, by heading of the page.
PROMISED = {
    "The picture": "child as_of view knowledge_version patterns owed quiet",
    "A pattern": "indicator title stance since until count evidence sources catalogue",
    "A row of evidence": "event concept on known about role service ref",
    "What is owed": "expectation title owner after due met_on state evidence sources catalogue",
}
#: Fields that say what is so; the rest is wording, which knowledge may improve.
PATTERN = ("indicator", "stance", "group", "since", "until", "count")
OWED = ("expectation", "owner", "after", "due", "met_on", "state", "overdue_since", "basis")
WORDING = {"title"}


def fields(text: str, heading: str) -> dict[str, bool]:
    """Fields of the table below a heading, and whether each is promised."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {name: mark == "●" for name, mark in re.findall(r"^\| `(\w+)` \| (●?) ?\| \S", section, re.M)}


def block(kind: str) -> str:
    found = re.findall(rf"```{kind}\n(.*?)```", TEXT, re.S)
    assert len(found) == 1
    return found[0]


@cache
def known() -> Knowledge:
    return loading.load()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("example")
    feed = folder / "family.ndjson"
    feed.write_text(block("ndjson"))
    made = Workspace(folder / "w")
    report = load(made, [feed], known(), parse("2024-04-01"))
    assert report.total("accepted") == report.total("taken_in") == 7
    return made


def told(workspace: Workspace, as_of: str = "2024-04-01", view: str = "joined") -> dict[str, Any]:
    return picture(workspace, "9990000018", parse(as_of), known(), view)


def names(rows: list[dict[str, Any]], key: str) -> set[str]:
    return {row[key] for row in rows}


#: The type of what the page describes below each heading.
TYPES = {"The picture": ChildPicture, "A pattern": Pattern, "A row of evidence": Evidence, "What is owed": Owed}


def test_the_fields_are_those_of_the_types() -> None:
    assert {heading: set(get_type_hints(kind)) for heading, kind in TYPES.items()} == {
        h: set(fields(TEXT, h)) for h in TYPES
    }


def unlike(value: Any, kind: Any, place: str = "") -> list[str]:
    """Places in a value that are not as its type says."""
    if is_typeddict(kind):
        hints = get_type_hints(kind)
        if set(value) != set(hints):
            return [f"{place}: {sorted(set(value) ^ set(hints))}"]
        return [wrong for name in hints for wrong in unlike(value[name], hints[name], f"{place}.{name}")]
    if get_origin(kind) is list:
        return [wrong for one in value for wrong in unlike(one, get_args(kind)[0], f"{place}[]")]
    return [] if isinstance(value, kind) else [f"{place}: {type(value).__name__}"]


@pytest.mark.parametrize("answer", ["picture", "fragments", "family"])
def test_what_the_program_gives_is_as_its_types_say(workspace: Workspace, answer: str) -> None:
    given = page_data(workspace, "9990000018", parse("2024-04-01"), known())
    assert unlike(getattr(given, answer), get_type_hints(PageData)[answer]) == []


def test_each_answer_alone_is_what_the_page_has_of_it(workspace: Workspace) -> None:
    asked = workspace, "9990000018", parse("2024-04-01"), known()
    assert page_data(*asked) == PageData(picture(*asked), fragments(*asked), family(*asked))


def test_a_value_that_is_not_as_its_type_says_is_noticed(workspace: Workspace) -> None:
    given = told(workspace)
    assert given["patterns"] and given["owed"]
    given["patterns"][0]["evidence"][0]["sensitive"] = 0
    given["owed"][0]["more"] = ""
    assert unlike(given, ChildPicture) == [".patterns[].evidence[].sensitive: int", ".owed[]: ['more']"]


def test_what_was_promised_is_marked() -> None:
    marked = {heading: {name for name, mark in fields(TEXT, heading).items() if mark} for heading in PROMISED}
    assert marked == {heading: set(said.split()) for heading, said in PROMISED.items()}


def test_a_field_that_the_page_does_not_know_is_noticed() -> None:
    short = TEXT.replace("| `count` |", "| count |")
    assert "count" in fields(TEXT, "A pattern") and "count" not in fields(short, "A pattern")


def example(found: dict[str, Any]) -> dict[str, Any]:
    """Of what the program says, the rows that the page shows."""
    page = json.loads(block("json"))
    return {
        "patterns": [p for p in found["patterns"] if p["indicator"] in names(page["patterns"], "indicator")],
        "owed": [o for o in found["owed"] if o["expectation"] in names(page["owed"], "expectation")],
    }


def plain(row: dict[str, Any], kept: tuple[str, ...]) -> dict[str, Any]:
    facts = [{k: v for k, v in fact.items() if k not in WORDING} for fact in row["evidence"]]
    return {**{k: row[k] for k in kept}, "evidence": facts}


def test_the_example_is_what_the_program_says(workspace: Workspace) -> None:
    page, found = json.loads(block("json")), told(workspace)
    ours = example(found)
    assert [plain(p, PATTERN) for p in ours["patterns"]] == [plain(p, PATTERN) for p in page["patterns"]]
    assert [plain(o, OWED) for o in ours["owed"]] == [plain(o, OWED) for o in page["owed"]]
    assert set(page["quiet"]) <= set(found["quiet"])
    assert (found["child"], found["as_of"], found["view"]) == (page["child"], page["as_of"], page["view"])


def test_what_the_page_says_of_the_example_is_so(workspace: Workspace) -> None:
    shown = json.loads(block("json"))["patterns"][0]["indicator"]
    assert shown not in names(told(workspace, "2024-03-10")["patterns"], "indicator")
    assert shown in names(told(workspace, "2024-03-11")["patterns"], "indicator")
    for service in ("Organization/gp-1", "Organization/dt-1"):
        assert shown in told(workspace, view=service)["quiet"]
    assert "substance-misuse" in names(told(workspace, view="Organization/dt-1")["patterns"], "indicator")
