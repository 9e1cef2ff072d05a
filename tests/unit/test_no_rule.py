"""What a service wrote about a child in a code that no rule reads is shown as it was recorded, and of nobody else."""

from pathlib import Path
from typing import Any

import pytest

from kinsight.picture import codes
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.web.pages.codes import in_words
from tests.unit.feeds_kit import SNOMED, condition, meta, of, own, patient, practice, take, to

ON = parse("2026-11-01")
#: A code that is real and on no codelist of ours.
UNKNOWN = {"system": SNOMED, "code": "271807003", "display": "Eruption of skin"}
SYMPTOM = {"code": {"coding": [UNKNOWN]}}
KID = patient("kid")


def shown(workspace: Path, child: str = "Patient/kid", day: int = ON, reader: str = "") -> list[dict[str, Any]]:
    return [dict(one) for one in codes(Workspace(workspace), child, day, practice(), [reader] if reader else [])]


def observed(id_: str = "o", who: str = "Patient/kid", **more: Any) -> dict[str, Any]:
    said = {"id": id_, "status": "final", "subject": to(who), "effectiveDateTime": "2021-02-01", **SYMPTOM, **more}
    return of("Observation", **{"meta": meta("2021-03-01"), **said})


def test_a_code_that_no_rule_reads_is_shown_as_it_was_recorded(tmp_path):
    take(tmp_path / "w", KID, observed(), condition("c", code=own("seen")))
    (one,) = shown(tmp_path / "w")
    assert (one["code"], one["term"], one["on"], one["known"]) == (
        "271807003",
        "Eruption of skin",
        "2021-02-01",
        "2021-03-01",
    )
    line = in_words(one)
    assert (line.says, line.code, line.stated_as) == (
        "Eruption of skin",
        "SNOMED CT 271807003",
        "",
    ) and "2021" in line.day


def test_nothing_is_said_of_a_code_that_came_later_was_corrected_or_was_entered_in_error(tmp_path):
    take(tmp_path / "w", KID, observed())
    assert shown(tmp_path / "w", day=parse("2021-02-28")) == [], "nobody had written it down yet"
    take(tmp_path / "w", observed(meta=meta("2022-01-01", "2"), status="entered-in-error"))
    assert len(shown(tmp_path / "w", day=parse("2021-12-31"))) == 1
    assert shown(tmp_path / "w") == []


def test_what_was_said_not_to_be_so_is_marked(tmp_path):
    refuted = condition("r", code={"coding": [UNKNOWN]}, verificationStatus={"coding": [{"code": "refuted"}]})
    take(tmp_path / "w", KID, refuted)
    assert [in_words(one).stated_as for one in shown(tmp_path / "w")] == ["said not to be so"]


def test_a_word_of_ours_that_is_none_is_shown_and_who_recorded_on_the_site_is_not(tmp_path):
    author = {"code": {"coding": [{"system": "urn:kinsight:author", "code": "recorded-by"}]}, "valueString": "nurse"}
    take(
        tmp_path / "w",
        KID,
        condition("typo", code=own("seeen")),
        observed("site", code=own("seen"), component=[author]),
    )
    assert [one["code"] for one in shown(tmp_path / "w")] == ["seeen"]


def test_an_unborn_child_has_no_record_of_its_own(tmp_path):
    """What is on the mother's is hers."""
    due = observed(
        "due", who="Patient/mum", code=own("expected-date"), valueDateTime="2027-01-10", effectiveDateTime="2026-06-01"
    )
    mother = patient("mum", "1995-01-01", gender="female")
    take(tmp_path / "w", mother, {**due, "meta": meta("2026-06-01")}, observed("of-mother", who="Patient/mum"))
    assert shown(tmp_path / "w", child="Observation/due") == []


def test_it_is_of_the_childs_own_record_alone(tmp_path):
    mother = {
        "resourceType": "RelatedPerson", "id": "m", "meta": meta("2020-02-02"), "patient": to("Patient/kid"),
        "relationship": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "MTH"}]}],
    }  # fmt: skip
    take(tmp_path / "w", KID, patient("mum", "1990-01-01"), mother, observed("of-mother", who="Patient/mum"))
    assert shown(tmp_path / "w") == []


@pytest.mark.parametrize(
    ("restricted", "reader", "named"), [(False, "", True), (True, "", False), (True, "Organization/gp", True)]
)
def test_who_wrote_it_down_is_not_named_where_the_family_is_restricted(tmp_path, restricted, reader, named):
    security = (
        [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}] if restricted else []
    )
    child = patient("kid", meta={**meta("2020-01-02"), **({"security": security} if security else {})})
    place = of("Organization", id="gp", name="Hillside Practice", meta=meta("2020-01-01"))
    take(tmp_path / "w", place, child, observed())
    (one,) = shown(tmp_path / "w", reader=reader)
    assert (one["service_name"] == "Hillside Practice") is named
