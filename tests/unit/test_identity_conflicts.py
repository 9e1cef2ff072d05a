"""What stands in the way of knowing who is who is listed, counted and said where somebody asks for the child."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from tests.unit.feeds_kit import NHS, condition, meta, own, patient, take, to

NUMBER, TWINS, FREE = "9990000018", "9990000026", "9990000034"


def number(value: str) -> list[dict[str, str]]:
    return [{"system": NHS, "value": value}]


def run(workspace: Path, *words: str) -> Any:
    said = CliRunner().invoke(app, [*words, "--workspace", str(workspace)])
    return json.loads(said.stdout) if "--json" in words else " ".join(said.output.split())


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A baby under its mother's number, twins under one, and a patient on a protection plan without a birth date."""
    plan = condition("plan", who="Patient/nob", code=own("child-protection-plan"))
    take(
        tmp_path / "w",
        patient("mum", "1995-04-04", identifier=number(NUMBER), name=[{"text": "Meg Elm"}], gender="female"),
        patient("baby", "2024-03-01", identifier=number(NUMBER), name=[{"text": "Baby Elm"}], gender="male"),
        {
            "resourceType": "RelatedPerson",
            "id": "r",
            "meta": meta("2024-03-02"),
            "patient": to("Patient/baby"),
            "relationship": [{"coding": [{"code": "MTH"}]}],
            "identifier": number(NUMBER),
        },
        patient("t1", "2021-03-03", identifier=number(TWINS), name=[{"text": "Ida Fir"}], gender="female"),
        patient("t2", "2021-03-03", identifier=number(TWINS), name=[{"text": "Ivo Fir"}], gender="male"),
        patient("nob", None, identifier=number(FREE)),
        patient("none", "2020-01-01", identifier=number("9999999999")),
        patient("grown", None),
        patient("known", None, identifier=number("9990000042")),
        patient("known-again", "2020-01-01", identifier=number("9990000042")),
        plan,
    )
    return tmp_path / "w"


def test_conflicts_are_listed_with_records_and_what_contradicts(workspace):
    found = run(workspace, "identity", "conflicts", "--json")
    assert [(c["number_ends"], c["contradicts"], c["people"]) for c in found["conflicts"]] == [
        ("018", ["birth date", "sex", "first name"], [["Patient/baby"], ["Patient/mum", "RelatedPerson/r"]]),
        ("026", ["sex", "first name"], [["Patient/t1"], ["Patient/t2"]]),
    ]
    assert all("corrected" in c["to_do"] for c in found["conflicts"])
    assert found["unused_numbers"] == [{"ref": "Patient/none", "why": "placeholder"}]


def test_who_cannot_be_judged_is_named_the_likeliest_child_first(workspace):
    found = run(workspace, "identity", "conflicts", "--json")["without_birth_date"]
    assert [one["ref"] for one in found] == ["Patient/nob", "Patient/grown"], "another record may give the birth date"
    assert found[0]["signs"] == ["has facts that are recorded of children"] and found[1]["signs"] == []


def test_for_people_it_is_tables(workspace):
    said = run(workspace, "identity", "conflicts")
    assert "Patient/t1 | Patient/t2" in said and "No birth date recorded" in said and NUMBER not in said


def test_a_sweep_counts_them(workspace):
    told = run(workspace, "sweep", "--as-of", "2026-11-23", "--no-publish", "--json")
    counted = {"conflicts": 2, "unused_numbers": 1, "without_birth_date": 2, "link_conflicts": 0, "unused_links": 0}
    assert told["identity"] == counted


def test_whoever_asks_is_told_why_there_is_no_child(workspace):
    day = ("--as-of", "2026-11-23")
    assert "birth date is not recorded" in run(workspace, "picture", "nob", *day)
    assert "contradict each other" in run(workspace, "picture", TWINS, *day)
    assert "is not a child on that day" in run(workspace, "picture", "mum", *day)
    assert run(workspace, "picture", "t2", *day, "--json")["child"] == "t2", "each is found by its own record"


def test_what_was_put_right_is_listed_no_more(workspace):
    right = patient(
        "t2", "2021-03-03", identifier=number("9990000050"), name=[{"text": "Ivo Fir"}], meta=meta("2024-05-01", "2")
    )
    take(
        workspace,
        right,
        patient("nob", "2019-01-01", identifier=number(FREE), meta=meta("2024-05-01", "2")),
        name="later.ndjson",
    )
    found = run(workspace, "identity", "conflicts", "--json")
    assert [c["number_ends"] for c in found["conflicts"]] == ["018"]
    assert [one["ref"] for one in found["without_birth_date"]] == ["Patient/grown"]
