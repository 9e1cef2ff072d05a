"""Whose picture was asked for: one reference, whichever of the child's numbers and references was given."""

import pytest

from kinsight.picture import ref_of
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import NHS, meta, patient, practice, take

NUMBER = "9990000018"


@pytest.mark.parametrize("asked", ["Patient/1", "2", "Patient/2", NUMBER, "999 000 0018"])
def test_a_child_of_several_records_has_one_name(tmp_path, asked):
    number = {"identifier": [{"system": NHS, "value": NUMBER}]}
    take(
        tmp_path / "w",
        patient("1", "2023-02-01", **number),
        patient("2", "2023-02-01", meta=meta("2024-01-03"), **number),
    )
    assert ref_of(Workspace(tmp_path / "w"), asked, parse("2024-04-01"), practice()) == "Patient/1"
