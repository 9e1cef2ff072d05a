"""Every feature of the software that covers a finding names tests that are there."""

import ast
from functools import cache
from pathlib import Path

import pytest

from kinsight.rules.loading import load
from tests.architecture.repository import ROOT


@cache
def found_in(module: Path) -> frozenset[str]:
    """The test functions of a file, read and not run."""
    if not module.is_file():
        return frozenset()
    nodes = ast.parse(module.read_text(encoding="utf-8")).body
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def gone(nodes: list[str]) -> list[str]:
    """Those that name no test."""
    return [node for node in nodes if node.partition("::")[2] not in found_in(ROOT / node.partition("::")[0])]


def test_every_feature_names_tests_that_are_there() -> None:
    features = load().features.values()
    assert len(features) >= 12
    assert {feature.feature: missing for feature in features if (missing := gone(feature.shown_by))} == {}


@pytest.mark.parametrize(
    "node",
    [
        "tests/unit/test_nothing.py::test_it",
        "tests/architecture/test_features.py::test_nothing",
        "tests/architecture/test_features.py::gone",
    ],
)
def test_a_test_that_is_gone_is_noticed(node: str) -> None:
    assert gone([node]) == [node]
    assert gone(["tests/architecture/test_features.py::test_a_test_that_is_gone_is_noticed"]) == []
