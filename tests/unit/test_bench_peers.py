"""What others are timed at is the same work: on a small district their answers are the program's, and a wrong one is noticed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bench.line import AS_OF, Line
from bench.peers import day, frames, history, outside, share, sql, views
from bench.peers.loop import Loop
from bench.program import Program
from kinsight.engine.database import Duck
from kinsight.engine.families import inputs
from kinsight.rules import loading as practice
from kinsight.rules.schema import walk
from kinsight.rules.schema.grammar import OnsetInput, OverdueInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge

KNOWN = practice.load()
RULES = share.restricted(KNOWN)
CHILDREN = 250
#: The day on which the district's feed ends, and one long before: later corrections and ends are not known yet.
DAYS = (AS_OF, AS_OF - 200)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    line = Line(tmp_path_factory.mktemp("bench"), KNOWN, CHILDREN)
    line.write()
    line.loading(1)
    with duckdb.connect() as opened:
        line.workspace.attach(opened)
        db = Duck(opened)
        inputs.build(db, AS_OF, KNOWN)
        Program(db, RULES, blocks=True).run(fragments=False)
        yield opened


def test_the_share_is_most_rules_and_rests_on_nothing_outside_it() -> None:
    assert len(RULES.indicators) > len(KNOWN.indicators) / 2
    leaves = [leaf for one in RULES.indicators.values() for _, leaf in walk.leaves(one)]
    assert not [leaf for leaf in leaves if isinstance(leaf, OnsetInput | OverdueInput)]
    assert {leaf.indicator for leaf in leaves if isinstance(leaf, SpellInput)} <= RULES.indicators.keys()


def test_each_rule_comes_after_those_that_it_takes() -> None:
    seen: set[str] = set()
    for name, one in RULES.indicators.items():
        assert set(share.rests_on(one)) <= seen
        seen.add(name)


@pytest.mark.parametrize("asked", DAYS)
def test_hand_written_sql_answers_as_the_program_does(con: duckdb.DuckDBPyConnection, asked: int) -> None:
    sql.run(con, sql.Queries(RULES, asked))
    assert share.agree("SQL", sql.results(con), share.ours(con, RULES, asked)) > 20


@pytest.mark.parametrize("asked", DAYS)
def test_polars_answers_as_the_program_does(con: duckdb.DuckDBPyConnection, asked: int) -> None:
    tables = frames.read(con, RULES)
    assert share.agree("Polars", frames.named(tables, frames.on_day(tables, asked)), share.ours(con, RULES, asked)) > 20


def test_polars_finds_the_same_history(con: duckdb.DuckDBPyConnection) -> None:
    tables = frames.read(con, RULES)
    found = history.named(tables, history.spells(tables))
    assert len(found) > 200
    assert found == history.ours(con, RULES)


@pytest.mark.parametrize("asked", DAYS)
def test_the_python_loop_answers_as_the_program_does(con: duckdb.DuckDBPyConnection, asked: int) -> None:
    loop = Loop(con, RULES, asked, CHILDREN // 2)
    expected = {one for one in share.ours(con, RULES, asked) if one[0] in loop.asked()}
    assert len(loop.asked()) == CHILDREN // 2
    assert share.agree("Python", loop.run(), expected) > 10


def test_another_rule_is_noticed(con: duckdb.DuckDBPyConnection) -> None:
    expected = share.ours(con, RULES, AS_OF)
    sql.run(con, sql.Queries(asking_for_more(RULES, next(name for _, name in sorted(expected))), AS_OF))
    with pytest.raises(share.Disagreement, match="differs"):
        share.agree("SQL", sql.results(con), expected)


def asking_for_more(known: Knowledge, name: str) -> Knowledge:
    """The same rules, one of which needs more than there can be."""
    one = known.indicators[name]
    harder = one.model_copy(update={"when": one.when.model_copy(update={"need": 1000})})
    return replace(known, indicators={**known.indicators, name: harder})


def test_nothing_to_compare_is_no_agreement() -> None:
    with pytest.raises(share.Disagreement, match="nothing"):
        share.agree("anyone", set(), set())


def test_a_day_is_measured_in_every_way(con: duckdb.DuckDBPyConnection) -> None:
    sweeps: list[int] = []
    told = day.measure(
        con, KNOWN, AS_OF, 1, 20, {"sweep": lambda: sweeps.append(1), "written": lambda: sweeps.append(2)}
    )
    assert sweeps == [1, 2], "they are timed as often as the others"
    assert told["indicators"] == len(RULES.indicators) and told["sampled"] == 20
    for name in ("ratio_sql", "ratio_polars_day", "ratio_polars_history", "ratio_polars_history_kept", "ratio_loop"):
        assert (
            told[name]["processor"]["runs"] == 1
            and told[name]["processor"]["median"] > 0
            and told[name]["wall"]["median"] > 0
        )


def test_families_that_are_kept_give_what_families_built_give(con: duckdb.DuckDBPyConnection) -> None:
    def found() -> set[Any]:
        return set(con.execute("SELECT * FROM spell").fetchall())

    program = Program(Duck(con), RULES, blocks=True)
    program.run(fragments=False)
    built, kept = found(), program.families()
    con.execute("DELETE FROM spell")
    program.judged(kept, fragments=False)
    assert found() == built and len(built) > 200


@pytest.fixture(scope="module")
def given(con: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> outside.Sample:
    return outside.sample(con, sql.Queries(RULES, AS_OF), tmp_path_factory.mktemp("peers"), 12, 1, 10)


def test_an_engine_of_cql_that_others_wrote_answers_as_the_program_does(given: outside.Sample) -> None:
    told = outside.figures_of(outside.PEERS["cql-execution"], given)
    assert told.get("answers", told) == len(given.expected) > 0
    assert told["indicators"] == len(sql.Queries(RULES, AS_OF).all())


def test_a_peer_that_is_not_there_is_told_with_the_reason(
    given: outside.Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "PLACE", given.folder / "nowhere")
    assert "not installed" in outside.figures_of(outside.PEERS["fhir4ds-v2"], given)["not_measured"]


def test_a_reason_names_no_place_of_this_machine(given: outside.Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    place = given.folder / "failed"
    place.mkdir()
    (place / "pysof.failed").write_text("ImportError: /lib/x/libc.so.6: `GLIBC_9' not found (required by /a/b/c.so)\n")
    monkeypatch.setattr(outside, "PLACE", place)
    told = outside.figures_of(outside.PEERS["pysof"], given)["not_measured"]
    assert told == "cannot be installed here: ImportError: …/libc.so.6: `GLIBC_9' not found"


def test_flat_views_of_the_families_give_the_queries_the_same_day(given: outside.Sample, tmp_path: Path) -> None:
    """What SQL on FHIR makes of the bundles, made here without it."""
    flat(given, tmp_path)
    _, held = views.query(tmp_path, given.queries, 1)
    assert share.agree("views", held, given.expected)


def flat(given: outside.Sample, out: Path) -> None:
    with duckdb.connect() as con:
        bundles = f"read_json('{given.families}', format='newline_delimited')"
        con.execute(f"CREATE TABLE one AS SELECT unnest(entry).resource AS r FROM {bundles}")
        for name, columns in FLAT.items():
            rows = f"SELECT {columns} FROM one WHERE lower(r.resourceType) = '{name}'"
            con.execute(f"COPY ({rows}) TO '{out}/{name}.ndjson'")


FLAT = {
    "patient": "r.id AS child, r.birthDate AS born",
    "observation": "substr(r.subject.reference, 9) AS child, r.identifier[1].value AS event, r.focus[1].identifier.value AS person, "
    "r.code.coding[1].code AS concept, r.category[1].coding[1].code AS held, r.effectivePeriod.start AS since, "
    "r.effectivePeriod.end AS until",
}
