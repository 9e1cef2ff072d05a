"""The compiled judge says what the query program says, row for row: on random practice and families, on histories, on a district."""

import os
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinsight.engine.rules import Rules
from kinsight.feeds.load import load
from kinsight.practice import knowledge as practice
from kinsight.practice.cases import Bond, Case, Child, Event
from kinsight.practice.formats import Concept, Indicator
from kinsight.practice.knowledge import Knowledge
from kinsight.records.days import FOREVER, to_day
from kinsight.records.store import Workspace
from kinsight.synthetic import district
from tests.generative import engines, strategies
from tests.generative.corrections import corrected
from tests.generative.differences import differences, unmatched
from tests.generative.engines import ALL, Asked, Population, Results, by_judge, by_sql
from tests.generative.histories import History, knowledge
from tests.generative.test_engine_agrees import rename

EXAMPLES = int(os.environ.get("KINSIGHT_EXAMPLES", "150"))
END = date(2026, 11, 1)
HISTORY = knowledge()
OURS = practice.load(practice.root_of())
asked = st.builds(Asked, every=st.booleans(), sweep=st.booleans())


def agree(
    population: Population, known: Knowledge, asked: Asked = ALL, threads: int = 1, small: bool = False
) -> Results:
    """Fails with the differing rows; gives what both say. `small`: the program runs in SQLite, which is quick with few families."""
    rules = Rules(known)
    said, judged = by_sql(population, rules, asked, small), by_judge(population, rules, asked, threads)
    assert not (unlike := differences(said, judged, population, rules, known)), unlike
    return said


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.knowledges(), st.lists(strategies.cases(), min_size=1, max_size=4), asked)
def test_on_random_practice_and_families(known: Knowledge, some: list[Case], asked: Asked) -> None:
    named = [rename(case, f"kid{number}") for number, case in enumerate(some)]
    agree(engines.of_cases(named, strategies.LAST, strategies.LAST), known, asked, small=True)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    strategies.knowledges(strategies.stretches),
    strategies.cases(),
    st.integers(strategies.FIRST, strategies.LAST),
    asked,
)
def test_on_rules_that_hold_for_a_time_and_any_day(known: Knowledge, case: Case, day: int, asked: Asked) -> None:
    agree(engines.of_cases([case], day, strategies.LAST), known, asked, small=True)


@settings(max_examples=EXAMPLES // 10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_on_histories_of_loads(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Corrections move facts to other people here.
        population = of_history(Path(folder), random.Random(seed))
    agree(population, HISTORY)
    agree(corrected(population, seed), HISTORY, Asked(every=True))


def test_a_fact_that_a_correction_moved_to_another_parent_counts_once() -> None:
    """Taken for two, it would be counted twice, and set off a second time what is owed after it."""
    first = Event("f", "ann", "alpha", 5, None, 5, 10, "gp")
    bonds = (Bond("kid", "ann", "mother"), Bond("kid", "bob", "father"))
    case = Case(Child("kid", 0), bonds, (first, replace(first, person="bob", known=10, superseded=FOREVER)))
    when = {"inputs": [{"concept": "alpha", "about": ["parents"], "lasts": "40d"}]}
    rule = Indicator.model_validate({**strategies.WORDS, "indicator": "one", "stance": "explore", "when": when})
    known = Knowledge("x", {"alpha": Concept(concept="alpha", title="a", group="g")}, {"one": rule}, {})
    agree(engines.of_cases([case], strategies.LAST, strategies.LAST), known, small=True)


def of_history(folder: Path, chance: random.Random) -> Population:
    made = History(Workspace(folder / "W"), chance, people=60)
    made.load(1200)
    made.load(100)
    return engines.of_workspace(made.workspace, made.now, HISTORY)


def of_district(folder: Path, children: int, seed: int) -> Population:
    district.write(folder / "feed", children, seed, END)
    workspace = Workspace(folder / "W")
    load(workspace, [folder / "feed"], OURS, to_day(END))
    return engines.of_workspace(workspace, to_day(END), OURS)


def test_on_a_district_with_its_evidence_and_its_corrections(tmp_path: Path) -> None:
    population = of_district(tmp_path, 300, 7)
    said = agree(population, OURS)
    assert min(said.spells.num_rows, said.owed.num_rows, said.evidence.num_rows) > 1000
    spoilt = agree(corrected(population, 7), OURS, Asked(every=True), threads=2)
    assert spoilt.spells != said.spells


@pytest.mark.deep
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_on_a_large_district(tmp_path: Path, seed: int) -> None:
    population = of_district(tmp_path, 20_000, seed)
    agree(population, OURS, Asked(evidence=False), threads=2)
    agree(corrected(population, seed), OURS, Asked(sweep=True, evidence=False), threads=2)


# --- the comparison itself -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Population, Results]]:
    population = of_history(tmp_path_factory.mktemp("history"), random.Random(4))
    yield population, by_sql(population, Rules(HISTORY), Asked(every=True))


def test_the_program_in_two_databases_agrees(history: tuple[Population, Results]) -> None:
    population, said = history
    rules = Rules(HISTORY)
    assert differences(said, by_sql(population, rules, Asked(every=True), small=True), population, rules, HISTORY) == ""
    assert min(said.spells.num_rows, said.owed.num_rows, said.evidence.num_rows) > 50
    assert {True, False} <= set(said.spells["only_joined"].to_pylist())


FIELDS = [(table, name) for table, schema in (("spells", engines.SPELLS), ("owed", engines.OWED), ("evidence", engines.EVIDENCE))
          for name in schema.names]  # fmt: skip


@pytest.mark.parametrize(("table", "field"), FIELDS)
def test_one_changed_value_is_noticed(history: tuple[Population, Results], table: str, field: str) -> None:
    rows = getattr(history[1], table)
    place = next(n for n, value in enumerate(rows[field].to_pylist()) if value is not None)
    values = rows[field].to_pylist()
    values[place] = not values[place] if isinstance(values[place], bool) else values[place] + 1
    changed = rows.set_column(rows.schema.get_field_index(field), field, pa.array(values, rows[field].type))
    first, second = unmatched(rows, changed)
    assert (first.num_rows, second.num_rows) == (1, 1)
    assert first.to_pylist() == rows.slice(place, 1).to_pylist()


@pytest.mark.parametrize("table", ["spells", "owed", "evidence"])
def test_a_row_too_many_or_too_few_is_noticed(history: tuple[Population, Results], table: str) -> None:
    rows = getattr(history[1], table)
    twice = pa.concat_tables([rows, rows.slice(0, 1)])
    assert [one.num_rows for one in unmatched(rows, twice)] == [0, 1]
    assert [one.num_rows for one in unmatched(rows, rows.slice(1))] == [1, 0]


def test_a_difference_is_said_with_the_family_in_words_and_dates(history: tuple[Population, Results]) -> None:
    population, said = history
    spells = said.spells
    place = spells["target"].to_pylist().index(Rules(HISTORY).numbers["two-facts"])
    without = pa.concat_tables([spells.slice(0, place), spells.slice(place + 1)])
    text = differences(said, replace(said, spells=without), population, Rules(HISTORY), HISTORY)
    assert text.startswith("1 rows of spells that only SQL has\n0 rows of spells that only judge has")
    assert "  only SQL, spells: view joined, target two-facts, since 20" in text
    child = spells["child"].to_pylist()[place]
    assert f"child {child}, judged on 2024-10-04" in text
    assert "  bond: person person 0, role" in text and "concept_key alpha" in text and "  child: born " in text


def test_corrections_are_the_same_for_a_seed_and_many(history: tuple[Population, Results]) -> None:
    population = history[0]
    once, again, other = (corrected(population, seed) for seed in (1, 1, 2))
    assert [rows.num_rows for rows in unmatched(once.event, again.event)] == [0, 0]
    assert unmatched(once.event, other.event)[0].num_rows > 0
    assert once.event.num_rows > population.event.num_rows * 1.1
    assert unmatched(once.bond, population.bond)[0].num_rows > 0
