"""One organisation under several ids (two servers, or an id and an ODS code) is one service for all that is shown and judged."""

import pytest

from kinsight.casework import access
from kinsight.casework.actions.roster import publish_roster
from kinsight.casework.models import Role
from kinsight.engine.families import services
from kinsight.picture import family, fragments, picture
from kinsight.store.days import parse
from kinsight.store.workspace import Workspace
from kinsight.sweep.run import bring_up, sweep
from kinsight.sweep.some_children import sweep_children
from tests.unit.casework_world import staff
from tests.unit.feeds_kit import KID, meta, of, own, patient, practice, rows, take, to

ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
DAY = parse("2022-01-01")
JOINS = "not-brought-while-concern-open"
ONE, OTHER, CODE = "Organization/hv", "Organization/hv@trust-b", "ods:A99001"


def organization(ref, code="A99001", name="Elm Health Visiting", day="2019-01-01", version="1"):
    named = {"identifier": [{"system": ODS, "value": code}]} if code else {}
    return {"resourceType": "Organization", "id": ref.split("/")[1], "name": name, "meta": meta(day, version), **named}


def by(ref):
    return {"type": "Organization", "identifier": {"system": ODS, "value": ref[4:]}} if ref == CODE else to(ref)


def plan(ref, kid="kid"):
    flag = of(
        "Flag", status="active", code=own("child-protection-plan"), period={"start": "2021-02-01"}, author=by(ref)
    )
    return flag | {"id": f"plan-{kid}", "subject": to(f"Patient/{kid}")}


def missed(ref, kid="kid"):
    seen = of(
        "Observation", status="final", code=own("was-not-brought"), effectiveDateTime="2021-12-10", performer=[by(ref)]
    )
    return seen | {"id": f"missed-{kid}", "subject": to(f"Patient/{kid}")}


def known_to(workspace):
    return [(one["service"], one["name"]) for one in family(Workspace(workspace), "kid", DAY, practice())["services"]]


def whole(workspace):
    return sweep(Workspace(workspace), DAY, practice())


def only_one_child(workspace):
    return sweep_children(Workspace(workspace), ["kid"], DAY, practice())


def roster(found):
    return {row["child_ref"]: sorted(row["services"]) for row in found.roster.to_pylist()}


#: The references under which the two facts come, and by which of them staff may know the service.
WAYS = [(ONE, OTHER, [ONE, OTHER]), (ONE, CODE, [ONE, OTHER]), (CODE, OTHER, [ONE, OTHER])]


@pytest.mark.parametrize(("first", "second", "refs"), WAYS)
def test_two_ids_with_one_code_are_one_service_wherever_a_service_is_seen(tmp_path, first, second, refs):
    take(tmp_path / "w", organization(ONE), organization(OTHER), KID, plan(first), missed(second))
    assert known_to(tmp_path / "w") == [(ONE, "Elm Health Visiting")]
    seen = fragments(Workspace(tmp_path / "w"), "kid", DAY, practice())
    row = next(row for row in seen["rows"] if row["indicator"] == JOINS)
    assert (row["alone"], row["only_joined"], len(seen["services"])) == ([ONE], False, 1)
    for found in (whole(tmp_path / "w"), only_one_child(tmp_path / "w")):
        assert found.only_joined == 0 and roster(found) == {"Patient/kid": refs}
        assert {row["view"] for row in found.spells.to_pylist() if row["indicator"] == JOINS} == {"joined", ONE}


def test_two_organizations_of_two_codes_or_none_stay_two(tmp_path):
    for nth, codes in enumerate([("A99001", "B99002"), (None, None), ("A99001", None)]):
        take(tmp_path / f"{nth}", *map(organization, (ONE, OTHER), codes), KID, plan(ONE), missed(OTHER))
        assert [ref for ref, _ in known_to(tmp_path / f"{nth}")] == [ONE, OTHER]
        assert whole(tmp_path / f"{nth}").only_joined == only_one_child(tmp_path / f"{nth}").only_joined == 1


@pytest.mark.parametrize("ref", [ONE, OTHER, CODE])
def test_a_view_is_asked_for_by_any_name_of_the_service(tmp_path, ref):
    take(tmp_path / "w", organization(ONE), organization(OTHER), KID, plan(ONE), missed(OTHER))
    shown = picture(Workspace(tmp_path / "w"), "kid", DAY, practice(), view=ref)
    assert JOINS in [one["indicator"] for one in shown["patterns"]]


@pytest.mark.django_db
def test_staff_of_either_id_have_the_caseload_also_of_a_practice_and_of_a_code_that_came_first(tmp_path):
    take(tmp_path / "w", patient("kid", generalPractitioner=[to("Organization/gp@b")]), plan(CODE))
    take(
        tmp_path / "w",
        organization(ONE),
        organization(OTHER),
        organization("Organization/gp", "B99002"),
        organization("Organization/gp@b", "B99002"),
    )
    publish_roster(whole(tmp_path / "w").roster)
    for ref in (ONE, OTHER, CODE, "Organization/gp", "Organization/gp@b"):
        reader = staff(Role.HEALTH_VISITOR, [ref], name=ref).user
        assert [one.ref for one in access.children(reader)] == ["Patient/kid"], ref


def test_facts_by_a_code_that_came_first_are_of_the_organization_that_came_later(tmp_path):
    take(tmp_path / "w", KID, plan(CODE))
    take(tmp_path / "w", organization(ONE), missed(ONE))
    assert known_to(tmp_path / "w") == [(ONE, "Elm Health Visiting")]
    assert roster(whole(tmp_path / "w")) == {"Patient/kid": [ONE, CODE]}


def test_a_code_that_is_corrected_parts_them_again(tmp_path):
    take(tmp_path / "w", organization(ONE), organization(OTHER), KID, plan(ONE), missed(OTHER))
    take(tmp_path / "w", organization(OTHER, "B99002", "Ash Clinic", "2021-01-01", "2"))
    assert [ref for ref, _ in known_to(tmp_path / "w")] == [OTHER, ONE]
    assert whole(tmp_path / "w").only_joined == 1


LATER = {
    "a second id of the code": [organization(OTHER)],
    "a correction of the code": [organization("Organization/gp@b", "A99001", day="2021-01-01", version="2")],
    "a service of which nothing is known yet": [organization("Organization/new", "A99001")],
    "of another code": [organization("Organization/new", "C99003")],
}


@pytest.mark.parametrize("later", LATER)
def test_the_next_sweep_notices_that_services_are_one(tmp_path, later):
    """As judging everyone anew would have it, and nobody is judged where nothing is another."""
    sent = [
        organization(ONE),
        organization("Organization/gp@b", "B99002"),
        KID,
        plan(ONE),
        missed(OTHER),
        patient("two", generalPractitioner=[to("Organization/gp@b")]),
        plan(OTHER, "two"),
    ]
    take(tmp_path / "w", *sent)
    before = bring_up(Workspace(tmp_path / "w"), DAY, practice())
    take(tmp_path / "w", *LATER[later], name="later.ndjson")
    found = bring_up(Workspace(tmp_path / "w"), DAY, practice())
    assert (found.how, found.judged > 0) == (("nothing", False) if later == "of another code" else ("changes", True))
    anew = whole(tmp_path / "w")
    assert roster(found.everyone()) == roster(anew) and found.counts["only_joined"] == anew.only_joined
    told = found.changed(before.segment, DAY)
    changed = {ref for ref, known in roster(anew).items() if known != roster(before.everyone())[ref]}
    assert changed <= set(roster(told) if told else {})


def test_names_are_told_by_every_reference_that_staff_may_have(tmp_path):
    take(tmp_path / "w", KID, plan(CODE))
    take(tmp_path / "w", organization(ONE), organization(OTHER, name=None))
    assert services.named(Workspace(tmp_path / "w")) == dict.fromkeys(
        (ONE, OTHER, CODE), ("Elm Health Visiting", "other")
    ) | {"Organization/gp": ("", "other")}


def test_nothing_recorded_is_another(tmp_path):
    take(tmp_path / "w", organization(ONE), organization(OTHER), KID, plan(ONE), missed(OTHER))
    by_key = rows(
        tmp_path / "w", "SELECT s.ref FROM records.event e JOIN records.service s USING (service) WHERE s.ref LIKE 'O%'"
    )
    assert sorted(by_key) == [(ONE,), (OTHER,)]
