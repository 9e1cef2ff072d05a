"""Practice is data: one new YAML file is a new indicator, and the program runs the very same statements."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from kinsight.engine import judged_cases
from kinsight.engine.compiled import ENTRIES
from kinsight.engine.rules import Rules
from kinsight.rules.loading import load
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema.cases import Bond, Case, Child, Event
from kinsight.rules.schema.formats import GROUPS, OWNERS
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import to_day
from tests.architecture.repository import ROOT

NAME = "bereaved-and-moved"
#: Two facts that no indicator of ours puts together.
FILE = f"""
indicator: {NAME}
title: A bereavement and a move within half a year
group: family-life
stance: vulnerability
says: This family lost someone and moved home within half a year. Ask what would help.
why: Written by a test, to show that one file is enough.
misleads: A move may be a good one.
when:
  inputs:
    - all:
      - {{concept: bereavement, about: parents, lasts: 6m}}
      - {{concept: moved-out-of-area, about: child, lasts: 6m}}
sources: [{{document: kinsight-local-default, page: "-"}}]
since: 2026-11-01
examples:
  - title: Both within half a year
    born: 2020-01-01
    events:
      - {{who: mother, concept: bereavement, on: 2024-02-01}}
      - {{who: child, concept: moved-out-of-area, on: 2024-04-01}}
    holds: {{2024-03-31: false, 2024-04-01: true}}
"""
BORN, LOST, MOVED, LAST = (to_day(date(*day)) for day in ((2020, 1, 1), (2024, 2, 1), (2024, 4, 1), (2025, 6, 1)))


@pytest.fixture(scope="module")
def before() -> Knowledge:
    return load(root_of())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("practice") / "knowledge"
    shutil.copytree(root_of(), copy)
    (copy / "rules/family-life/indicators" / f"{NAME}.yaml").write_text(FILE)
    return copy


@pytest.fixture(scope="module")
def after(folder: Path) -> Knowledge:
    return load(folder)


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def family(*concepts: tuple[str, str, int]) -> Case:
    events = tuple(Event(f"e{n}", who, concept, on, None, on) for n, (who, concept, on) in enumerate(concepts))
    return Case(Child("kid", BORN), (Bond("kid", "mother", "mother"),), events)


BOTH = family(("mother", "bereavement", LOST), ("kid", "moved-out-of-area", MOVED))
ONE = family(("mother", "bereavement", LOST))


def spells(knowledge: Knowledge, case: Case) -> list[tuple[int, int]]:
    found = judged_cases.evaluate(knowledge, [case], LAST, LAST, fragments=False)
    return [(since, until) for _, _, name, since, until, *_ in found.spells if name == NAME]


def test_one_file_more_is_all_that_differs(folder: Path) -> None:
    ours, theirs = files(root_of()), files(folder)
    differ = {place for place in theirs.keys() | ours.keys() if ours.get(place) != theirs.get(place)}
    assert differ == {f"rules/family-life/indicators/{NAME}.yaml"}


def test_the_new_indicator_is_found_and_only_where_it_holds(before: Knowledge, after: Knowledge) -> None:
    assert spells(after, BOTH) == [(MOVED, LOST + 183)]
    assert spells(after, ONE) == []
    assert spells(before, BOTH) == []


def test_new_knowledge_compiles_no_function_anew(before: Knowledge, after: Knowledge) -> None:
    """Rules are rows of one record, whatever they say: the compiled judge takes the same types, and is the same code."""
    spells(before, BOTH)
    compiled = {name: list(entry.signatures) for name, entry in ENTRIES.items()}
    assert spells(after, BOTH)
    assert {name: list(entry.signatures) for name, entry in ENTRIES.items()} == compiled
    assert any(compiled.values()), "nothing is compiled at all"
    assert Rules(before).arrays().dtype == Rules(after).arrays().dtype
    assert not np.array_equal(Rules(before).arrays(), Rules(after).arrays()), "the comparison sees no difference at all"


def naming(text: str, names: set[str]) -> list[str]:
    """Which rules a source file names: none may be treated apart."""
    return sorted(names & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)))


def test_no_rule_is_named_in_the_code(before: Knowledge) -> None:
    # Words that are also a concept's, a group's or a role's.
    shared = {*before.concepts, *get_args(GROUPS), *get_args(OWNERS)}
    rules = (before.indicators.keys() | before.expectations.keys()) - shared
    rooms = ("store", "rules", "ingest", "identity", "engine", "sweep", "picture", "casework", "insight", "web", "cli")
    paths = [path for room in rooms for kind in ("py", "sql") for path in (ROOT / "kinsight" / room).rglob(f"*.{kind}")]
    assert len(paths) > 50
    found = {path.name: named for path in paths if (named := naming(path.read_text(encoding="utf-8"), rules))}
    assert found == {}
    assert naming("if name == 'repeatedly-not-brought':", rules) == ["repeatedly-not-brought"]


#: The questions that stand on every page, and what the desk arranges, are not data yet: each names the concepts that it looks at.
QUESTIONS = {"asked.py", "banner.py", "desk.py"}


def test_the_site_names_no_concept_but_where_its_own_questions_are(before: Knowledge) -> None:
    """How a fact is said, drawn and counted as an answer stands with the concept in `concepts.yaml`."""
    words = {name for name in before.concepts if "-" in name} - {*get_args(GROUPS), *get_args(OWNERS)}
    paths = [path for path in (ROOT / "kinsight/web").rglob("*.py") if path.name not in QUESTIONS]
    quoted = {path.name: named for path in paths if (named := quoting(path.read_text(encoding="utf-8"), words))}
    assert quoted == {}
    assert quoting('MISSED = {"was-not-brought"}', words) == ["was-not-brought"]


def quoting(text: str, names: set[str]) -> list[str]:
    return sorted(names & set(re.findall(r"""["']([a-z0-9]+(?:-[a-z0-9]+)+)["']""", text)))
