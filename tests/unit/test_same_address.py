"""Who shares a child's address and nothing else is no member of the household: nothing sensitive of theirs reaches the child."""

from pathlib import Path
from typing import Any

from kinsight.engine.rules import ROLE_BITS, Rules
from kinsight.picture import family, picture
from kinsight.rules import loading
from kinsight.rules.schema.roles import SAME_ADDRESS
from kinsight.store.days import parse
from kinsight.store.keys import small_key
from kinsight.store.workspace import Workspace
from tests.unit.feeds_kit import condition, meta, own, patient, take, to

HOME = [{"line": ["1 Elm Road"], "postalCode": "ZZ1 1AA", "period": {"start": "2023-06-01"}}]
DAY = parse("2024-06-01")


def told(workspace: Path, *more: dict[str, Any]) -> tuple[set[str], dict[str, Any]]:
    """The patterns of the child, and the family as the page draws it."""
    service = {"resourceType": "Organization", "id": "gp", "meta": meta("2019-01-01"), "name": "Elm Surgery"}
    facts = [
        condition(concept, who="Patient/man", known="2024-04-01", code=own(concept), onsetDateTime="2024-04-01")
        for concept in ("drug-misuse", "domestic-abuse-perpetrator-alleged")
    ]
    take(workspace, service, patient("kid", address=HOME), patient("man", "1980-01-01", address=HOME), *more, *facts)
    where, known = Workspace(workspace), loading.load()
    return {p["indicator"] for p in picture(where, "kid", DAY, known)["patterns"]}, family(where, "kid", DAY, known)


def test_an_address_alone_carries_nothing_sensitive(tmp_path):
    shown, drawn = told(tmp_path / "w")
    assert "drug-misuse" in shown and not {one for one in shown if "abuse" in one}
    assert "new-adult-in-household" not in {e["concept"] for e in drawn["events"]}, (
        "nobody has said that he belongs to it"
    )
    assert [(p["ref"], [r["role"] for r in p["roles"]]) for p in drawn["people"]] == [("Patient/man", [SAME_ADDRESS])]


def test_what_is_recorded_of_him_is_not_the_child_s_chronology(tmp_path):
    _, drawn = told(tmp_path / "w")
    assert [e for e in drawn["events"] if e["about_ref"] == "Patient/man"] == []


def test_a_bond_that_a_service_states_carries_all(tmp_path):
    bond = {"resourceType": "RelatedPerson", "id": "r", "meta": meta("2023-06-02"), "patient": to("Patient/kid")}
    link = {**bond, "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000018"}]}
    man = patient("man", "1980-01-01", address=HOME, identifier=link["identifier"], meta=meta("2023-06-02", "2"))
    shown, drawn = told(tmp_path / "w", man, {**link, "relationship": [{"coding": [{"code": "ROOM"}]}]})
    assert {"drug-misuse", "domestic-abuse"} <= shown
    assert "household" in {r["role"] for p in drawn["people"] for r in p["roles"]}


def test_no_use_of_a_sensitive_fact_takes_it_in_by_an_address():
    known = loading.load()
    rules = Rules(known)
    tables = {name: rules.tables[name].to_pylist() for name in ("matcher", "response")}
    bit = ROLE_BITS[SAME_ADDRESS]
    taken = {row["concept_key"] for name in ("matcher", "response") for row in tables[name] if row["mask"] & bit}
    assert taken and not taken & {small_key(name) for name, one in known.concepts.items() if one.sensitive}
