"""The page on the audit of the practice claims nothing that is not there: each test, each rule and each example that it names."""

import re
from collections.abc import Iterator

import pytest
import yaml

from tests.architecture.repository import ROOT
from tests.architecture.test_docs import functions

PAGE = ROOT / "docs" / "audit-of-practice.md"
STATE = r"\*\*(?P<state>mended|in part|open)\*\*(?P<left>[^|]*)"
ROW = re.compile(rf"^\| (?P<id>[A-E]\d*) \|(?:[^|]*\|){{2}} (?P<held>[^|]*) \| {STATE} \|$", re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
RULE = re.compile(r"`(knowledge/rules/[\w/-]+\.yaml)`(?: \(\*(.+?)\*\))?(?=; | \||$)")
#: Every line of the audit.
LINES = {*(f"A{n}" for n in range(1, 9)), *(f"B{n}" for n in range(1, 27)), "C", *(f"D{n}" for n in range(1, 5)), "E"}


def rows(text: str) -> list[re.Match[str]]:
    return list(ROW.finditer(text))


def wrong(text: str) -> Iterator[str]:
    """What a row names that is not there, a mended one that nothing holds, another that does not say what is left."""
    for row in rows(text):
        named = [*TEST.findall(row["held"]), *RULE.findall(row["held"])]
        if row["state"] == "mended" and not named:
            yield f"{row['id']}: nothing holds it"
        if row["state"] != "mended" and len(row["left"]) < 20:
            yield f"{row['id']}: does not say what is left"
        yield from (f"{row['id']}: no {test}" for path, test in TEST.findall(row["held"]) if not has_test(path, test))
        yield from (
            f"{row['id']}: no {path}" for path, title in RULE.findall(row["held"]) if not has_example(path, title)
        )


def has_test(path: str, name: str) -> bool:
    return (ROOT / path).is_file() and name in functions(ROOT / path)


def has_example(path: str, title: str) -> bool:
    """Whether a rule is there, has examples, or follows from the record without any, and this one among them where one is named."""
    if not (ROOT / path).is_file():
        return False
    titles = [one["title"] for one in yaml.safe_load((ROOT / path).read_text(encoding="utf-8")).get("examples", [])]
    return title in titles if title else True


def test_every_line_has_its_row_once() -> None:
    found = [row["id"] for row in rows(PAGE.read_text(encoding="utf-8"))]
    assert sorted(found) == sorted(LINES)


def test_what_the_page_names_is_there() -> None:
    assert list(wrong(PAGE.read_text(encoding="utf-8"))) == []


GOOD_TEST = "`tests/architecture/test_audit_page.py::test_a_false_claim_is_noticed`"
GOOD_RULE = "`knowledge/rules/engagement/indicators/repeatedly-not-brought.yaml`"


@pytest.mark.parametrize(
    ("held", "state", "said"),
    [
        (GOOD_TEST, "**mended**", []),
        (f"{GOOD_RULE} (*Nobody in at three visits, and no appointment missed*)", "**mended**", []),
        (GOOD_TEST.replace("false", "true"), "**mended**", ["B3: no test_a_true_claim_is_noticed"]),
        (f"{GOOD_RULE} (*No such example*)", "**mended**", [f"B3: no {GOOD_RULE[1:-1]}"]),
        (GOOD_RULE.replace("not-brought", "brought"), "**mended**", ["B3: no " + GOOD_RULE[1:-1].replace("not-brought", "brought")]),
        ("–", "**mended**", ["B3: nothing holds it"]),
        (GOOD_TEST, "**in part**: some", ["B3: does not say what is left"]),
    ],
)  # fmt: skip
def test_a_false_claim_is_noticed(held: str, state: str, said: list[str]) -> None:
    assert list(wrong(f"| B3 | wrong | now | {held} | {state} |")) == said
