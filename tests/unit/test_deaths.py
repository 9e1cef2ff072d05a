"""A death ends what only who died could answer, once it is known. What is asked about the child and what holds go on; earlier days stay."""

from pathlib import Path
from typing import Any

import pytest

from kinsight.picture import family, picture
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from tests.unit import feeds_kit as kit

#: Answered about the mother alone, about any adult, and about the child.
MOOD, AGAIN, NEEDS = "ask-about-mood-after-birth", "ask-again-when-safe", "child-needs-after-disclosure"
#: A father dies on one day; it is on his record two days later.
EVE, KNOWN = "2021-02-11", "2021-02-12"


def relative(id_: str, code: str, number: str, born: str = "1990-05-05") -> list[kit.Resource]:
    """An adult with a record of their own, and what the child's record says that they are."""
    same = {"identifier": [{"system": kit.NHS, "value": number}], "birthDate": born, "meta": kit.meta("2021-01-02")}
    bond = {
        "resourceType": "RelatedPerson",
        "id": f"as-{id_}",
        "patient": kit.to("Patient/kid"),
        **same,
        "relationship": [{"coding": [{"code": code}]}],
    }
    return [{**kit.patient(id_, born), **same}, bond]


MUM, DAD = relative("mum", "MTH", "9990000018"), relative("dad", "FTH", "9990000026")


def fact(concept: str, who: str = "Patient/mum") -> kit.Resource:
    return kit.condition(
        f"{concept}-{who[8:]}", who=who, known="2021-02-01", onsetDateTime="2021-02-01", code=kit.own(concept)
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A baby of a month and her mother, who told of abuse and then could not be asked alone."""
    kit.take(
        tmp_path / "w",
        kit.patient("kid", "2021-01-01", meta=kit.meta("2021-01-02")),
        *MUM,
        fact("domestic-abuse-disclosed"),
        fact("domestic-abuse-enquiry-unsafe"),
    )
    return tmp_path / "w"


def died(workspace: Path, who: kit.Resource, day: str = "2021-02-10", known: str = KNOWN) -> None:
    kit.take(workspace, {**who, "deceasedDateTime": day, "meta": kit.meta(known, "2")}, name=f"{known}.ndjson")


def seen(workspace: Path, day: str) -> dict[str, Any]:
    return picture(Workspace(workspace), "Patient/kid", parse(day), kit.practice())


def owed(workspace: Path, day: str) -> set[str]:
    return {row["expectation"] for row in seen(workspace, day)["owed"]}


def held(workspace: Path, day: str) -> set[str]:
    return {row["indicator"] for row in seen(workspace, day)["patterns"]}


def test_who_died_is_asked_nothing_from_the_day_it_is_known(workspace: Path) -> None:
    died(workspace, MUM[0])
    assert {MOOD, AGAIN} <= owed(workspace, EVE)
    assert not {MOOD, AGAIN} & owed(workspace, KNOWN)


def test_what_is_asked_about_the_child_goes_on(workspace: Path) -> None:
    died(workspace, MUM[0])
    assert NEEDS in owed(workspace, EVE) and NEEDS in owed(workspace, KNOWN)


def test_a_question_that_another_adult_can_answer_goes_on(workspace: Path) -> None:
    kit.take(workspace, *DAD, name="dad.ndjson")
    died(workspace, MUM[0])
    assert AGAIN in owed(workspace, KNOWN)
    died(workspace, DAD[0], "2021-02-12", "2021-02-13")
    assert AGAIN in owed(workspace, KNOWN) and AGAIN not in owed(workspace, "2021-02-13")


def test_no_pattern_goes_from_the_page_because_a_parent_died(workspace: Path) -> None:
    """The child lived with the abuse that she told of."""
    before = held(workspace, EVE)
    died(workspace, MUM[0])
    assert "domestic-abuse" in before and held(workspace, KNOWN) == before | {"loss-in-the-family"}


def test_the_family_is_offered_company_though_nobody_wrote_down_a_bereavement(workspace: Path) -> None:
    kit.take(workspace, *DAD, name="dad.ndjson")
    died(workspace, DAD[0])
    offer = "ask-how-family-is-after-loss"
    assert [("loss-in-the-family" in held(workspace, day), offer in owed(workspace, day)) for day in (EVE, KNOWN)] == [
        (False, False),
        (True, True),
    ]


def test_what_comes_to_be_known_of_who_died_counts(workspace: Path) -> None:
    """A father's drug use may come out at his inquest; nobody is asked to speak of it with him."""
    kit.take(workspace, *DAD, name="dad.ndjson")
    died(workspace, DAD[0])
    late = {**fact("drug-misuse", "Patient/dad"), "meta": kit.meta("2021-03-01")}
    kit.take(workspace, late, name="late.ndjson")
    assert "drug-misuse" not in held(workspace, KNOWN)
    assert "drug-misuse" in held(workspace, "2021-03-01")


def test_nobody_is_told_of_a_death_on_a_day_before_it_was_known(workspace: Path) -> None:
    before = seen(workspace, EVE)
    died(workspace, MUM[0])
    assert seen(workspace, EVE) == before


def test_a_child_who_died_leaves_when_it_is_known_and_earlier_days_stay(workspace: Path) -> None:
    before = seen(workspace, EVE)
    died(workspace, kit.patient("kid", "2021-01-01"))
    assert seen(workspace, EVE) == before and before["owed"]
    assert seen(workspace, KNOWN)["owed"] == [] and seen(workspace, KNOWN)["patterns"] == []


def test_a_death_on_record_for_a_brother_takes_nothing_from_who_lives(workspace: Path) -> None:
    """What happened to him is why they are looked at."""
    brother = kit.patient("bob", "2019-01-01", meta=kit.meta("2021-01-02"))
    bond = {**MUM[1], "id": "of-bob", "patient": kit.to("Patient/bob")}
    kit.take(workspace, brother, bond, fact("child-protection-plan", "Patient/bob"), name="bob.ndjson")
    died(workspace, brother)
    assert "child-flagged-at-risk" in {row["indicator"] for row in seen(workspace, KNOWN)["patterns"]}


def test_another_version_of_a_record_does_not_date_an_interpreter_anew(tmp_path: Path) -> None:
    url = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSCommunication"
    says = {"extension": [{"url": url, "extension": [{"url": "interpreterRequired", "valueBoolean": True}]}]}
    told = [
        kit.patient("kid", meta=kit.meta(f"2020-0{month}-02", str(month)), **more)
        for month, more in ((1, says), (2, {**says, "gender": "female"}), (3, {}), (5, says))
    ]
    kit.take(tmp_path / "w", *told)
    assert [dates(tmp_path / "w", day) for day in ("2020-01-05", "2020-02-05", "2020-04-01", "2020-06-01")] == [
        ["2020-01-02"],
        ["2020-01-02"],
        [],
        ["2020-05-02"],
    ]


def dates(workspace: Path, day: str) -> list[str]:
    shown = family(Workspace(workspace), "Patient/kid", parse(day), kit.practice())
    return [row["on"] for row in shown["events"] if row["concept"] == "interpreter-needed"]
