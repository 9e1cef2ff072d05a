"""The mother's name by which a child may be found: of whoever is the mother now, and never of one whose record is restricted."""

from pathlib import Path
from typing import Any

import pytest

from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import sweep
from kinsight.sweep.some_children import sweep_children
from tests.unit.feeds_kit import NHS, meta, patient, practice, take, to
from tests.unit.test_restricted_records import MUMS, labelled

NAME = {"name": [{"text": "Chioma Okafor"}], "identifier": [{"system": NHS, "value": MUMS}]}
MUM, KID = patient("mum", "1990-05-05", **NAME), patient("kid", name=[{"text": "Ben Hill"}])


def called(id_: str = "r", mother: str = "Patient/mum", version: str = "1", **more) -> dict[str, Any]:
    """What the child's record says: this is the mother."""
    kind = {"coding": [{"code": "MTH"}]}
    who = {"birthDate": "1990-05-05", "identifier": [{"system": NHS, "value": MUMS}]} if mother == "Patient/mum" else {}
    return {"resourceType": "RelatedPerson", "id": id_, "meta": meta("2020-01-02", version), "patient": to("Patient/kid"),
            "relationship": [kind], **who, **more}  # fmt: skip


def name(workspace: Path) -> str | None:
    return roster(workspace)["mother_name"]


def roster(workspace: Path) -> dict[str, Any]:
    """The child's row, the same of everyone and of this one alone."""
    found = sweep(Workspace(workspace), parse("2026-11-01"), practice()).roster.to_pylist()
    some = sweep_children(Workspace(workspace), ["Patient/kid"], parse("2026-11-01"), practice()).roster.to_pylist()
    assert [row for row in found if row["child_ref"] == "Patient/kid"] == some
    return some[0]


CASES = {
    "known": ([MUM, KID, called()], "Chioma Okafor"),
    "not known": ([MUM, KID], None),
    "restricted": ([MUM | labelled(), KID, called()], None),
    "restricted as a relative": ([MUM, KID, called() | labelled()], None),
    "restricted once, and no longer": ([MUM | labelled(), MUM | {"meta": meta("2023-01-01", "2")}, KID, called()], "Chioma Okafor"),
    "no mother any more": ([MUM, KID, called(period={"end": "2022-01-01"})], None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_mother_of_today_whose_record_is_not_restricted(tmp_path, case):
    sent, said = CASES[case]
    take(tmp_path / "w", *sent)
    assert name(tmp_path / "w") == said


def test_after_an_adoption_the_mother_of_before_is_no_way_to_the_child(tmp_path):
    adopter = called("s", "adopter", name=[{"text": "Dora Lane"}])
    take(tmp_path / "w", MUM, KID, called())
    before = roster(tmp_path / "w")["mother"]
    take(tmp_path / "w", called(period={"end": "2022-01-01"}, version="2"), adopter, name="later.ndjson")
    now = roster(tmp_path / "w")
    assert now["mother_name"] == "Dora Lane" and now["mother"] not in (before, None), (
        "nor does it stand beside her other children"
    )


def test_a_child_without_a_mother_of_today_stands_alone(tmp_path):
    take(tmp_path / "w", MUM, KID, called(period={"end": "2022-01-01"}))
    assert roster(tmp_path / "w")["mother"] is None


def test_a_label_that_comes_later_takes_the_name_away(tmp_path):
    take(tmp_path / "w", MUM, KID, called())
    assert name(tmp_path / "w") == "Chioma Okafor"
    take(tmp_path / "w", MUM | labelled("2024-01-01", "2"), name="later.ndjson")
    assert name(tmp_path / "w") is None
