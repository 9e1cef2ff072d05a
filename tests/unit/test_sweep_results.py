"""The results of sweeps: read whole or not at all, thrown away at no loss, and handed to the site by what changed."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from kinsight.engine.families import updating
from kinsight.engine.families.reading import is_child
from kinsight.store.days import to_day
from kinsight.store.keys import key
from kinsight.store.workspace import Workspace
from kinsight.sweep import program_version
from kinsight.sweep import run as sweep
from kinsight.sweep.outcome import Swept
from kinsight.sweep.published import Sweep
from kinsight.sweep.results import Results
from tests.generative.histories import EIGHTEEN, History, changed, knowledge

KNOWN = knowledge()


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = History(Workspace(tmp_path / "W"), random.Random(4), people=40)
    made.load(60)
    return made


def bring_up(history: History, **how: bool) -> Swept:
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


@pytest.mark.parametrize("concept", ["alpha", "beta"])
@pytest.mark.parametrize("role", ["self", "sibling"])
def test_a_fact_is_judged_of_all_in_whose_families_its_person_is_and_of_nobody_else(
    history: History, concept: str, role: str
):
    """Families are as they were: nobody further away is looked at, and those who are find what judging everyone finds."""
    bring_up(history)
    person, families = someone(history, role)
    fact = {"ref": "Observation/new", "concept": concept, "certainty": "stated", "service": key("Organization/gp")}
    days = {"on": history.now, "known": history.now}
    history.add({"event": [{**fact, **days, "event": 7, "version": 9_000, "person": person}]})
    found = bring_up(history)
    assert judged_of(found) == families
    assert rows(found.everyone()) == rows(bring_up(history, whole=True).everyone())


def someone(history: History, role: str) -> tuple[int, set[int]]:
    """Somebody who is this to some child, and all children in whose families they are."""
    snapshot = updating.current(history.workspace, history.now, KNOWN)
    (families,) = snapshot.segments
    bonds = families.bond.to_pylist()
    person = min(one["person"] for one in bonds if one["role"] == role)
    children = families.keys[is_child(families.families.children, history.now)]
    return person, {one["child"] for one in bonds if one["person"] == person} & set(children.tolist())


def judged_of(found: Swept) -> set[int]:
    """Children whom the sweep judged again."""
    with found.reading() as db:
        return {row["child"] for row in db.rows(found.results.judged(found.manifest.segments[-1:]))}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [("", "damaged"), ("{", "damaged"), ('{"format": 1}', "another version"), (None, "never swept")],
)
def test_results_may_be_lost_and_why_everyone_is_judged_is_said(history: History, broken: str | None, reason: str):
    found = bring_up(history)
    published = rows(found.everyone())
    found.results.file.unlink() if broken is None else found.results.file.write_text(broken)
    assert sweep.last(history.workspace, KNOWN) is None
    again = bring_up(history)
    assert again.how == "whole" and reason in again.reason and rows(again.everyone()) == published


def test_results_of_an_older_version_are_not_read_and_give_way(history: History):
    """Before the manifest a sweep wrote `state.json`, and folders that it named."""
    root = history.workspace.root / "swept"
    (root / "g-old").mkdir(parents=True)
    (root / "state.json").write_text('{"program": "p", "generations": [{"name": "g-old"}]}')
    assert sweep.last(history.workspace, KNOWN) is None
    found = bring_up(history)
    assert found.how == "whole" and "older version" in found.reason and found.counts["children"] > 0
    assert not (root / "g-old").exists() and not (root / "state.json").exists()
    assert bring_up(history).how == "nothing"


def test_what_a_killed_sweep_left_is_cleared_away_and_nothing_of_it_is_read(history: History):
    told = rows(bring_up(history).everyone())
    left = history.workspace.root / "swept" / "s-killed"
    left.mkdir()
    (left / "spell-00000.parquet").write_bytes(b"half a file")
    assert rows(bring_up(history).everyone()) == told
    assert not left.exists()


def test_a_reader_of_the_sweep_before_may_read_on(history: History):
    first = bring_up(history)
    bring_up(history, whole=True)
    assert rows(first.everyone())
    folders = {path.name for path in first.results.root.iterdir() if path.is_dir()}
    assert first.segment in folders


def test_many_small_sweeps_are_written_together_and_a_reader_who_had_them_is_handed_the_rest_alone(
    history: History, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sweep, "MOST", 4)
    bring_up(history)
    compacted = False
    while not compacted:
        before = bring_up(history)
        told = before.everyone()
        history.load(5)
        found = bring_up(history)
        compacted = len(found.manifest.segments) < len(before.manifest.segments)
    assert len(before.manifest.segments) == 4 and len(found.manifest.segments) == 2
    assert found.counts == bring_up(history, whole=True).counts
    part = found.changed(before.segment, history.now)
    assert part is not None and 0 < part.children < found.counts["children"]
    fresh = {*part.roster["child_ref"].to_pylist(), *part.gone}
    still = [row for row in told.roster.to_pylist() if row["child_ref"] not in fresh]
    assert sorted(map(repr, [*still, *part.roster.to_pylist()])) == sorted(
        map(repr, found.everyone().roster.to_pylist())
    )


def test_another_judge_judges_everyone(history: History, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What was found by code that has changed since is not the answer any more."""
    files = program_version.files()
    names = {file.name for file in files}
    assert {
        "family.py",
        "contributions.py",
        "rules.py",
        "judging.py",
        "derived.sql",
        "human.sql",
        "result_owed.sql",
        "flatten.py",
    } <= names
    bring_up(history)
    other = tmp_path / "contributions.py"
    other.write_text("# counts otherwise\n")
    monkeypatch.setattr(program_version, "files", lambda: [*files, other])
    program_version.version.cache_clear()
    again = bring_up(history)
    assert (again.how, again.reason) == ("whole", "Kinsight itself changed")
    program_version.version.cache_clear()


def test_an_earlier_day_judges_everyone(history: History):
    bring_up(history)
    found = sweep.bring_up(history.workspace, history.now - 1, KNOWN)
    assert found.how == "whole" and "an earlier day" in found.reason


def test_asking_alone_writes_nothing(history: History):
    found = sweep.sweep(history.workspace, history.now, KNOWN)
    assert found.spells.num_rows > 0 and Results.of(history.workspace).manifest() is None


def test_other_knowledge_judges_everyone(history: History):
    before = bring_up(history)
    found = sweep.bring_up(history.workspace, history.now, changed(KNOWN))
    assert found.how == "whole" and "the knowledge changed" in found.reason
    assert found.changed(before.segment, history.now) is None
    assert rows(found.everyone()) != rows(before.everyone())
    assert rows(found.everyone()) == rows(sweep.sweep(history.workspace, history.now, changed(KNOWN)))


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
    part = after.changed(before.segment, history.now - 1)
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
    part = after.changed(before.segment, history.now)
    assert part is not None and born in part.roster["born"].to_pylist()


def test_the_manifest_says_what_it_answers(history: History):
    found = bring_up(history)
    read = json.loads(found.results.file.read_text())
    assert (read["basis"]["as_of"], read["basis"]["load"], read["basis"]["knowledge"]) == (history.now, 1, "a")
    (base,) = read["segments"]
    assert {name.partition("-")[0] for name in base["files"]} >= {"child", "spell", "owed"}
