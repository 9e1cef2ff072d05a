"""A picture of an earlier day uses what was in force then, names its knowledge, and says who owes it to a child of that age."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kinsight.cli.main import app
from kinsight.engine.families import updating
from kinsight.picture import ChildUnknown, picture
from kinsight.rules.schema.formats import InForce
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

BEFORE, NOW = "consider-each-child-in-domestic-abuse", "record-needs-of-child-victim"
RUN = CliRunner()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A girl born in 2010, abuse told in 2012 and again in 2024, long after the first told had lapsed; health visitors and school nurses
    have had her on their lists."""
    folder = tmp_path_factory.mktemp("dated") / "w"
    told = [
        kit.condition(day, who="Patient/girl", known=day, onsetDateTime=day, code=kit.own("domestic-abuse-disclosed"))
        for day in ("2012-03-01", "2024-03-01")
    ]
    teams = [kit.team("hv", "health-visiting"), kit.team("sn", "school-nursing")]
    lists = [kit.in_care("a", "Patient/girl", "hv", "2010-01-11"), kit.in_care("b", "Patient/girl", "sn", "2014-09-01")]
    kit.take(folder, *teams, kit.patient("girl", "2010-01-01", meta=kit.meta("2010-01-02")), *lists, *told)
    return folder


def seen(workspace: Path, day: str, knowledge: Knowledge | None = None) -> dict[str, Any]:
    return picture(Workspace(workspace), "Patient/girl", parse(day), knowledge or kit.practice())


def owners(told: dict[str, Any]) -> dict[str, str]:
    """Of what is owed, and of what was and was never answered."""
    return {row["expectation"]: row["owner"] for row in (*told["owed"], *told["never_answered"])}


def test_each_day_has_the_rule_that_was_in_force(workspace: Path) -> None:
    first, last = owners(seen(workspace, "2012-03-05")), owners(seen(workspace, "2024-03-05"))
    assert BEFORE in first and NOW not in first
    assert NOW in last
    assert BEFORE in last, "what was owed in 2012 and never done is said still"
    assert BEFORE not in {row["expectation"] for row in seen(workspace, "2024-03-05")["owed"]}, "and owed no more"


def test_the_owner_is_the_one_for_her_age_on_the_day_looked_from(workspace: Path) -> None:
    """At two the health visitor's; what nobody did is the school nurse's when she is five."""
    assert owners(seen(workspace, "2012-03-05"))[BEFORE] == "health-visitor"
    assert owners(seen(workspace, "2014-12-31"))[BEFORE] == "health-visitor"
    assert owners(seen(workspace, "2015-01-02"))[BEFORE] == "school-nurse"


def test_what_was_not_in_force_is_neither_held_nor_quiet(workspace: Path) -> None:
    known = kit.practice()
    rule = known.indicators["domestic-abuse"].model_copy(
        update={"in_force": InForce.model_validate({"from": "2013-01-01"})}
    )
    later = replace(known, indicators={**known.indicators, "domestic-abuse": rule})
    held = {row["indicator"]: row["since"] for row in seen(workspace, "2014-01-01", later)["patterns"]}
    assert held["domestic-abuse"] == "2013-01-01"
    early = seen(workspace, "2012-06-01", later)
    assert "domestic-abuse" not in {row["indicator"] for row in early["patterns"]} | set(early["quiet"])
    assert "domestic-abuse" in seen(workspace, "2011-06-01")["quiet"]


def test_the_commands_say_who_and_by_which_knowledge(workspace: Path) -> None:
    where = ["--workspace", str(workspace), "--as-of", "2024-03-05"]
    told = json.loads(RUN.invoke(app, ["picture", "Patient/girl", *where, "--json"]).stdout)
    assert told["knowledge_version"] == kit.practice().version
    assert kit.practice().version in RUN.invoke(app, ["picture", "Patient/girl", *where]).stdout
    rows = json.loads(RUN.invoke(app, ["owed", *where, "--json"]).stdout)
    assert {row["expectation"]: row["owner"] for row in rows}[NOW] == "school-nurse"


@pytest.mark.parametrize(
    ("live", "owed"),
    [
        ("2024-03-01", {"what was told on that day": True}),
        ("2024-03-02", {"still in time on that day": True}),
        ("2024-06-01", {"late by then": False}),
    ],
)
def test_what_was_late_before_the_site_was_in_use_is_no_work(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, live: str, owed: dict[str, bool]
) -> None:
    """On the page, in the picture and in the list of a sweep; the pattern itself and its evidence stay."""
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(tmp_path / "here.yaml"))
    (tmp_path / "here.yaml").write_text(f"- {{setting: live-from, value: {live}, says: Agreed with the teams}}\n")
    where = ["--workspace", str(workspace), "--as-of", "2024-06-05", "--json"]
    shown = json.loads(RUN.invoke(app, ["picture", "Patient/girl", *where]).stdout)
    swept = {row["expectation"] for row in json.loads(RUN.invoke(app, ["owed", *where]).stdout)}
    (expected,) = owed.values()
    assert (NOW in owners(shown), NOW in swept) == (expected, expected)
    assert BEFORE not in owners(shown) and BEFORE not in swept, "of twelve years before"
    assert "domestic-abuse" in {row["indicator"] for row in shown["patterns"]}


def test_a_sites_settings_make_another_knowledge(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = tmp_path / "here.yaml"
    local.write_text("- {setting: duty-to-disclose-begins, value: 2020-01-01, says: To see what it would ask}\n")
    monkeypatch.setenv("KINSIGHT_SETTINGS", str(local))
    ran = RUN.invoke(app, ["picture", "Patient/girl", "--workspace", str(workspace), "--as-of", "2024-03-05", "--json"])
    assert json.loads(ran.stdout)["knowledge_version"] != kit.practice().version


def test_who_is_no_child_leaves_the_next_reader_unharmed(workspace: Path) -> None:
    with pytest.raises(ChildUnknown):
        picture(Workspace(workspace), "Patient/nobody", parse("2024-03-05"), kit.practice())
    assert NOW in owners(seen(workspace, "2024-03-05"))


def test_a_new_process_takes_the_families_as_they_are(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = seen(workspace, "2024-03-05")
    monkeypatch.setattr(updating, "_seen", {})
    monkeypatch.setattr(updating, "_Update", lambda *_: pytest.fail("brought up to where they are already"))
    assert seen(workspace, "2024-03-05") == told


def test_a_later_load_is_seen_at_once(tmp_path: Path) -> None:
    girl = kit.patient("girl", "2010-01-01", meta=kit.meta("2010-01-02"))
    kit.take(tmp_path / "w", girl)
    assert NOW not in owners(seen(tmp_path / "w", "2024-03-05"))
    abuse = kit.condition(
        "a",
        who="Patient/girl",
        known="2024-03-01",
        onsetDateTime="2024-03-01",
        code=kit.own("domestic-abuse-disclosed"),
    )
    kit.take(tmp_path / "w", abuse)
    assert NOW in owners(seen(tmp_path / "w", "2024-03-05"))
