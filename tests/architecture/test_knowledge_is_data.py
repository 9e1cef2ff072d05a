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


#: The rooms of the program, in the order of imports; `insight` says nothing of one child.
ROOMS = (
    "store",
    "rules",
    "synthetic",
    "ingest",
    "identity",
    "engine",
    "sweep",
    "picture",
    "casework",
    "insight",
    "web",
    "cli",
)
#: Rooms that must name concepts, with why. No room may name a rule but the made-up district, which says what its families have.
NAME_CONCEPTS = {
    "synthetic": "makes up the facts of families, and says which patterns its stories are to show",
    "ingest": "a field of a FHIR resource, such as a status, becomes a fact of its own: the mapping says which",
}
#: Files elsewhere that name one, each with which and why.
NAMED_WITH_REASON = {
    **dict.fromkeys(
        (
            "identity/kinship.py",
            "identity/sql/tie.sql",
            "identity/sql/pregnancy.sql",
            "engine/families/sql/asked_for.sql",
        ),
        ({"expected-date", "pregnancy-ended", "restricted-record"}, "who belongs to whom hangs on them"),
    ),
    **dict.fromkeys(
        ("engine/families/sql/restricted_human.sql", "sweep/sql/result_owed.sql"),
        ({"restricted-record"}, "of a record that is restricted less is shown, whatever practice says"),
    ),
    "casework/actions/say_tie.py": (
        {"family-tie-said"},
        "the fact that is written beside a bond that somebody states on the site",
    ),
    **dict.fromkeys(
        ("rules/read/knowledge_folder.py", "rules/diff/codelist_diff.py"),
        ({"seen"}, "another word: the column of a codelist that says when a code was read"),
    ),
    **dict.fromkeys(
        ("casework/models/facts.py", "casework/migrations/0013_how_known.py"),
        ({"seen"}, "another word: whoever records something saw it themselves"),
    ),
}
_KINDS = ("py", "sql", "html", "jinja", "js", "cql")


def sources(room: str) -> list[Path]:
    return [path for kind in _KINDS for path in (ROOT / "kinsight" / room).rglob(f"*.{kind}")]


def naming(text: str, names: set[str]) -> list[str]:
    """Which of these words of several parts a source file has anywhere."""
    return sorted(names & set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)))


def quoting(text: str, names: set[str]) -> list[str]:
    """Which of these words it has as a text of its own."""
    return sorted(names & set(re.findall(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""", text)))


def elsewhere() -> set[str]:
    """Words that are a concept's or a rule's, and a group's or a role's too."""
    return {*get_args(GROUPS), *get_args(OWNERS)}


def place(path: Path) -> str:
    return path.relative_to(ROOT / "kinsight").as_posix()


def rules_of(knowledge: Knowledge) -> set[str]:
    return {
        *knowledge.indicators,
        *knowledge.expectations,
        *knowledge.derivations,
        *knowledge.pathways,
        *knowledge.assessments,
    }


def test_every_room_is_looked_at() -> None:
    there = {path.parent.name for path in (ROOT / "kinsight").glob("*/__init__.py")}
    assert there == set(ROOMS)
    assert all(sources(room) for room in ROOMS) and len(sources("web")) > 100


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "synthetic"])
def test_no_room_names_a_rule(before: Knowledge, room: str) -> None:
    rules = rules_of(before) - before.concepts.keys() - elsewhere()
    found = {place(path): named for path in sources(room) if (named := naming(path.read_text(encoding="utf-8"), rules))}
    assert found == {}


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in NAME_CONCEPTS])
def test_no_room_names_a_concept(before: Knowledge, room: str) -> None:
    """What the program must know of a concept (how it is said, drawn, asked about) is a field of it, or of a question."""
    concepts = before.concepts.keys() - elsewhere()
    found = {place(path): {*quoting(path.read_text(encoding="utf-8"), concepts)} for path in sources(room)}
    unexplained = {name: words - excepted(name) for name, words in found.items()}
    assert {name: words for name, words in unexplained.items() if words} == {}


def excepted(name: str) -> set[str]:
    return NAMED_WITH_REASON.get(name, (set(), ""))[0]


def test_what_is_excepted_is_still_there(before: Knowledge) -> None:
    """An exception whose reason has gone would let in what comes next."""
    texts = {place(path): path.read_text(encoding="utf-8") for room in ROOMS for path in sources(room)}
    assert [name for name in NAMED_WITH_REASON if not quoting(texts[name], excepted(name))] == []
    for room in NAME_CONCEPTS:
        assert any(quoting(text, {*before.concepts}) for name, text in texts.items() if name.startswith(room)), room


def test_a_name_in_a_source_is_seen(before: Knowledge) -> None:
    assert naming("if name == 'repeatedly-not-brought':", rules_of(before)) == ["repeatedly-not-brought"]
    assert quoting('MISSED = {"was-not-brought", "seen"}', {*before.concepts}) == ["seen", "was-not-brought"]
    assert quoting("WHERE concept = 'seen'", {*before.concepts}) == ["seen"]
