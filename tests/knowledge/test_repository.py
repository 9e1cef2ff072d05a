"""The knowledge that ships with Kinsight: nothing wrong with it, enough of it, and every promised item covered."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kinsight.rules.checks.all_checks import check
from kinsight.rules.checks.coverage import coverage
from kinsight.rules.compile.rule_rows import compile_program
from kinsight.rules.read.documents import read_yaml
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.json_schemas import schemas
from kinsight.rules.text.rule_words import owed, rule
from tests.knowledge.test_examples import KNOWN

#: The parts of the catalogue that this issue promises whole.
PROMISED = "BCDEFGHIJKLP"
SCHEMAS = schemas()
FOLDERS = {"indicators": "indicator", "expectations": "expectation", "assessments": "assessment", "pathways": "pathway"}


def test_nothing_is_wrong() -> None:
    wrong = [str(problem) for problem in check() if problem.severity == "error"]
    assert wrong == []


def test_there_is_enough() -> None:
    assert len(KNOWN.indicators) >= 40
    assert len(KNOWN.expectations) >= 15


@pytest.mark.parametrize("part", PROMISED)
def test_promised_parts_are_covered(part: str) -> None:
    of_part = {name for name, item in KNOWN.catalogue.items() if name[0] == part and item.kind != "constant"}
    missing = sorted(of_part - coverage(KNOWN)["covered"].keys())
    assert of_part and missing == []


def test_every_catalogue_id_is_covered_planned_or_a_number() -> None:
    left = [name for name in coverage(KNOWN)["uncovered"] if KNOWN.catalogue[name].kind != "constant"]
    assert left == []


def test_it_compiles() -> None:
    program = compile_program(KNOWN)
    assert {row.indicator_id for row in program.input} == {row.indicator_id for row in program.indicator}
    assert {row.expectation_id for row in program.response} == {row.expectation_id for row in program.expectation}


def test_every_rule_can_be_said_in_words() -> None:
    said = [rule(KNOWN, one) for one in KNOWN.indicators.values()]
    said += [owed(KNOWN, one) for one in KNOWN.expectations.values()]
    assert all(sentence.endswith(".") and sentence[0] == sentence[0].upper() for sentence in said)


@pytest.mark.parametrize(
    "path",
    [path for pattern in ("*/*.yaml", "*.yaml", "assessments/*.json") for path in sorted(root_of().glob(pattern))],
    ids=lambda p: f"{p.parent.name}-{p.name}",
)
def test_editors_find_nothing_wrong(path: Path) -> None:
    """Each file is valid by the exported schema, as an editor sees it: days are text there."""
    kind = "questionnaire" if path.suffix == ".json" else FOLDERS.get(path.parent.name, path.stem)
    data = read_yaml(path.name, path.read_text(encoding="utf-8"))[0].data
    wrong = [
        f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMAS[kind]).iter_errors(_plain(data))
    ]
    assert wrong == []


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
