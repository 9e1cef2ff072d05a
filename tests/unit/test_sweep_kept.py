"""What a sweep keeps: read whole or not at all, thrown away at no loss, and told to the site by what changed."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from kinsight.records.days import to_day
from kinsight.records.keys import key
from kinsight.records.store import Workspace
from kinsight.signals import digest, sweep
from kinsight.signals.kept import MOST, Kept
from kinsight.signals.telling import Sweep
from tests.generative.histories import EIGHTEEN, History, changed, knowledge

KNOWN = knowledge()


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(Workspace(tmp_path / "W"), random.Random(4), people=40)
    made.load(60)
    return made


def bring_up(history: History, **how: bool) -> sweep.Swept:
    return sweep.bring_up(history.workspace, history.now, KNOWN, **how)


def rows(found: Sweep) -> list[str]:
    return sorted(repr(row) for table in (found.spells, found.owed, found.roster) for row in table.to_pylist())


def test_the_second_of_two_sweeps_has_nothing_to_do_and_says_the_same(history: History):
    first, second = bring_up(history), bring_up(history)
    assert (first.how, second.how, second.judged) == ("whole", "nothing", 0)
    assert first.counts["spells"] > 0 and rows(first.everyone()) == rows(second.everyone())


def test_one_more_record_judges_those_around_it_alone(history: History):
    before, judged = bring_up(history), []
    for _ in range(6):
        history.load(1)
        found = bring_up(history)
        judged.append(found.judged)
    assert max(judged) > 0 and all(number < before.judged for number in judged)
    assert found.counts == bring_up(history, whole=True).counts


@pytest.mark.parametrize(
    ("concept", "role", "wakes"),
    [("alpha", "self", True), ("alpha", "sibling", True), ("gamma", "sibling", False), ("beta", "sibling", False)],
)
def test_a_fact_is_judged_of_those_to_whom_its_person_is_bound_in_a_role_that_is_asked(
    history: History, concept: str, role: str, wakes: bool
):
    """Families are as they were: nobody further away is looked at, and those who are find what judging everyone finds."""
    person, child = someone(bring_up(history), role)
    fact = {"ref": "Observation/new", "concept": concept, "certainty": "stated", "service": key("Organization/gp")}
    days = {"on": history.now, "known": history.now}
    history.add({"event": [{**fact, **days, "event": 7, "version": 9_000, "person": person}]})
    found = bring_up(history)
    assert (child in judged_of(found)) is wakes
    told = rows(found.everyone())
    assert told == rows(bring_up(history, whole=True).everyone())


def someone(found: sweep.Swept, role: str) -> tuple[int, int]:
    """A person and a child to whom the person is this and nothing else."""
    query = "SELECT person, child FROM kept_bond GROUP BY person, child HAVING min(role) = ? AND max(role) = ? ORDER BY 1, 2 LIMIT 1"
    with found.reading() as db:
        one = db.rows(query, [role, role])[0]
    return one["person"], one["child"]


def judged_of(found: sweep.Swept) -> set[int]:
    """Children whom the sweep judged again."""
    with found.reading() as db:
        return {row["child"] for row in db.rows(found.kept.judged(found.state.generations[-1:]))}


@pytest.mark.parametrize("broken", ["", "{", '{"program": 1}', None])
def test_what_is_kept_may_be_lost(history: History, broken: str | None):
    found = bring_up(history)
    told = rows(found.everyone())
    state = history.workspace.root / "swept" / "state.json"
    state.unlink() if broken is None else state.write_text(broken)
    again = bring_up(history)
    assert again.how == "whole" and rows(again.everyone()) == told


def test_what_a_killed_sweep_left_is_cleared_away_and_nothing_of_it_is_read(history: History):
    told = rows(bring_up(history).everyone())
    left = history.workspace.root / "swept" / "g-killed"
    left.mkdir()
    (left / "spell-00000.parquet").write_bytes(b"half a file")
    assert rows(bring_up(history).everyone()) == told
    assert not left.exists()


def test_a_reader_of_the_sweep_before_may_read_on(history: History):
    first = bring_up(history)
    bring_up(history, whole=True)
    assert rows(first.everyone())
    folders = {path.name for path in first.kept.root.iterdir() if path.is_dir()}
    assert first.mark in folders


def test_many_small_sweeps_are_written_together(history: History):
    bring_up(history)
    for _ in range(MOST + 1):
        history.load(5)
        found = bring_up(history)
    state = Kept.of(history.workspace).state()
    assert state is not None and len(state.generations) < MOST
    assert found.counts == bring_up(history, whole=True).counts


def test_another_judge_judges_everyone(history: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What was found by code that has changed since is not the answer any more."""
    files = digest.program_files()
    names = {file.name for file in files}
    assert {"family.py", "contributions.py", "rules.py", "judging.py", "derived.sql", "human.sql"} <= names
    bring_up(history)
    other = tmp_path / "contributions.py"
    other.write_text("# counts otherwise\n")
    monkeypatch.setattr(digest, "program_files", lambda: [*files, other])
    digest._of_files.cache_clear()
    assert bring_up(history).how == "whole"
    digest._of_files.cache_clear()


def test_an_earlier_day_judges_everyone(history: History):
    bring_up(history)
    assert sweep.bring_up(history.workspace, history.now - 1, KNOWN).how == "whole"


def test_asking_without_keeping_keeps_nothing(history: History):
    found = sweep.sweep(history.workspace, history.now, KNOWN)
    assert found.spells.num_rows > 0 and Kept.of(history.workspace).state() is None


def test_a_changed_rule_is_judged_alone_and_the_rest_is_left(history: History):
    before = bring_up(history)
    found = sweep.bring_up(history.workspace, history.now, changed(KNOWN))
    assert found.how == "rules"
    assert set(found.state.generations[-1].rules or ()) == {
        "indicator/begun", "indicator/two-facts", "indicator/both", "indicator/gamma-near", "indicator/not-answered",
        "expectation/answer-alpha",
    }  # fmt: skip
    assert found.changed(before.mark, before.state.as_of) is None
    whole = sweep.bring_up(history.workspace, history.now, changed(KNOWN), whole=True)
    assert rows(found.everyone()) == rows(whole.everyone())


def test_other_words_are_no_other_rule():
    one = KNOWN.indicators["both"]
    told = one.model_copy(update={"title": "Another title", "says": "Said otherwise"})
    assert digest.rules(KNOWN) == digest.rules(
        type(KNOWN)(**{**vars_of(KNOWN), "indicators": {**KNOWN.indicators, "both": told}})
    )


def vars_of(known: object) -> dict[str, object]:
    return {name: getattr(known, name) for name in known.__dataclass_fields__}  # type: ignore[attr-defined]


def test_who_grew_up_overnight_is_named_as_gone(history: History):
    """Nothing was loaded: a day passed, and with it a childhood."""
    grown = {
        "ref": "Patient/grown",
        "person": key("Patient/grown"),
        "version": 9_000,
        "known": history.now,
        "service": key("gp"),
    }
    history.add({"person": [{**grown, "born": history.now + 1 - EIGHTEEN}]})
    before = bring_up(history)
    assert "Patient/grown" in before.everyone().roster["child_ref"].to_pylist()
    history.now += 1
    after = bring_up(history)
    part = after.changed(before.mark, history.now - 1)
    assert part is not None and "Patient/grown" in part.gone
    assert "Patient/grown" not in after.everyone().roster["child_ref"].to_pylist()


def test_what_changes_hands_as_a_child_grows_is_told_again(history: History):
    """The site writes who owes what: a child who comes of age for another owner is handed over though nothing was judged."""
    born = next(row["born"] for row in bring_up(history).everyone().roster.to_pylist() if row["born"])
    tomorrow = history.now + 1
    owed = KNOWN.expectations["look-at-sixty-days"].model_copy(
        update={"owner_from": {f"{tomorrow - to_day(born)}d": "school-nurse"}}
    )
    known = replace(KNOWN, expectations={**KNOWN.expectations, "look-at-sixty-days": owed})
    before = sweep.bring_up(history.workspace, history.now, known)
    after = sweep.bring_up(history.workspace, tomorrow, known)
    part = after.changed(before.mark, history.now)
    assert part is not None and born in part.roster["born"].to_pylist()


def test_state_says_what_it_answers(history: History):
    found = bring_up(history)
    told = json.loads((found.kept.root / "state.json").read_text())
    assert told["as_of"] == history.now and told["load"] == 1 and told["generations"][0]["whole"] is True
