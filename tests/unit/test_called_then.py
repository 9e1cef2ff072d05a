"""A past day shows everyone under the name and the NHS number that could be known on it, and today under those of today."""

from pathlib import Path

import pytest

from kinsight.picture import page_data
from kinsight.picture.contract import FamilyShown
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import NHS, Resource, meta, patient, practice, take, to

NUMBER = "9990000018"
MOTHER = {"resourceType": "RelatedPerson", "id": "r", "meta": meta("2020-01-02"), "patient": to("Patient/kid"),
          "relationship": [{"coding": [{"code": "MTH"}]}], "name": [{"text": "Ann Lowe"}]}  # fmt: skip
BEFORE, AFTER = "2022-01-01", "2024-01-01"


def kid(day: str, version: str, name: str, **more: object) -> Resource:
    return patient("kid", meta=meta(day, version), name=[{"text": name}], **more)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The child was registered as a baby without a name of its own and a number, the mother took another name; both changed in 2023."""
    take(
        tmp_path / "w",
        kid("2020-01-02", "1", "Baby Lowe"),
        kid("2023-03-01", "2", "Isla Hart", identifier=[{"system": NHS, "value": NUMBER}]),
        MOTHER,
        {**MOTHER, "meta": meta("2023-03-01", "2"), "name": [{"text": "Ann Hart"}]},
    )
    return Workspace(tmp_path / "w")


def seen(workspace: Workspace, day: str, past: bool) -> FamilyShown:
    return page_data(workspace, "Patient/kid", parse(day), practice(), past=past).family


@pytest.mark.parametrize(("day", "child", "number", "mother"), [
    (BEFORE, "Baby Lowe", None, "Ann Lowe"),
    ("2023-02-28", "Baby Lowe", None, "Ann Lowe"),
    ("2023-03-01", "Isla Hart", NUMBER, "Ann Hart"),
    (AFTER, "Isla Hart", NUMBER, "Ann Hart"),
])  # fmt: skip
def test_a_past_day_calls_everyone_as_they_were_known_then(
    workspace: Workspace, day: str, child: str, number: str | None, mother: str
) -> None:
    shown = seen(workspace, day, past=True)
    assert (shown["child"]["name"], shown["child"]["nhs_number"]) == (child, number)
    assert [one["name"] for one in shown["people"]] == [mother]


def test_a_day_that_is_not_past_calls_them_as_today(workspace: Workspace) -> None:
    """What is published and what is listed is of one day, under the newest name that a service knows."""
    assert seen(workspace, BEFORE, past=False)["child"]["name"] == "Isla Hart"


def test_a_name_that_was_taken_back_is_not_what_was_known_after(tmp_path: Path) -> None:
    take(tmp_path / "w", kid("2020-01-02", "1", "Wrong Child"), kid("2021-01-01", "2", "Isla Hart"))
    names = [seen(Workspace(tmp_path / "w"), day, True)["child"]["name"] for day in ("2020-06-01", "2021-01-01")]
    assert names == ["Wrong Child", "Isla Hart"]


def test_of_whom_no_name_was_known_by_then_the_one_of_today_stands(tmp_path: Path) -> None:
    take(
        tmp_path / "w",
        patient("kid"),
        patient("kid", meta=meta("2023-03-01", "2"), name=[{"text": "Isla Hart"}]),
    )
    assert seen(Workspace(tmp_path / "w"), BEFORE, past=True)["child"]["name"] == "Isla Hart"


def test_two_records_of_one_child_are_called_by_the_newer_of_that_day(tmp_path: Path) -> None:
    number = {"identifier": [{"system": NHS, "value": NUMBER}]}
    take(
        tmp_path / "w",
        patient("1", meta=meta("2020-01-02"), name=[{"text": "Baby Lowe"}], **number),
        patient("2", meta=meta("2021-01-02"), name=[{"text": "Isla Lowe"}], **number),
        patient("2", meta=meta("2023-01-02", "2"), name=[{"text": "Isla Hart"}], **number),
    )
    workspace, names = Workspace(tmp_path / "w"), []
    for day in ("2020-06-01", "2021-06-01", "2023-06-01"):
        names.append(page_data(workspace, NUMBER, parse(day), practice(), past=True).family["child"]["name"])
    assert names == ["Baby Lowe", "Isla Lowe", "Isla Hart"]
