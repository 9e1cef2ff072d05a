"""What is owed belongs to one service: it is on that service's list and no other; without one it is on a list of its own."""

from datetime import date, timedelta

import pytest

from kinsight.casework import worklist
from kinsight.casework.actions.publish import publish
from kinsight.casework.models import Owed, Role, Service
from kinsight.rules.loading import load
from tests.unit.casework_world import AS_OF, GP, HV, FakeRecords, child, debt, open_site, signed_in, staff, sweep, text

pytestmark = pytest.mark.django_db
OTHER_GP, CAMHS = "Organization/gp-2", "Organization/camhs"
NAMES = {HV: ("Riverside", "health-visiting"), GP: ("Elm", "gp"), OTHER_GP: ("Oak", "gp"), CAMHS: ("CAMHS", "camhs")}
SIX = date(2020, 3, 1)


@pytest.fixture(autouse=True)
def site(settings, monkeypatch):
    open_site(settings, monkeypatch)


class Records(FakeRecords):
    """As the records name these services."""

    def services(self) -> dict[str, tuple[str, str]]:
        return NAMES


def put(children: list, owed: list, as_of: date = AS_OF) -> None:
    found = sweep(children, [], owed)
    publish(found, by=None, as_of=as_of, knowledge=load(), whole=True, records=Records(found))


def held() -> dict[str, tuple[str, str | None]]:
    return {
        row.child.ref: (row.owner, row.service and row.service.ref) for row in Owed.objects.select_related("service")
    }


def lists(role: Role, service: str) -> set[str]:
    member = staff(role, [service], name=f"{role.value}-{service}")
    return {row.child.ref for row in worklist.owed(member.user, worklist.Asked(AS_OF, owner=role.value))}


def test_it_is_on_the_list_of_one_practice_and_of_no_other():
    put([child("Patient/1", services=[OTHER_GP, GP])], [debt("Patient/1", "ask-about-children")])
    assert held() == {"Patient/1": ("gp", OTHER_GP)}, "the practice comes first in a roster"
    assert lists(Role.GP, OTHER_GP) == {"Patient/1"} and lists(Role.GP, GP) == set()


def test_without_such_a_service_the_next_in_line_has_it():
    young = debt("Patient/1", "make-plan-at-camhs-discharge")
    put([child("Patient/1", services=[HV, GP])], [young])
    assert held() == {"Patient/1": ("gp", GP)}
    put([child("Patient/1", services=[HV, GP, CAMHS])], [young])
    assert held() == {"Patient/1": ("camhs", CAMHS)}, "it changes hands when the team takes the child on"


def test_a_childs_age_moves_it_on_without_a_new_record():
    put([child("Patient/1", born=SIX, services=[HV, GP])], [debt("Patient/1", "assess-family-health-needs-for-baby")])
    assert held() == {"Patient/1": ("gp", GP)}, "a health visitor has children until five"


def test_who_recorded_it_has_it():
    owed = debt("Patient/1", "hear-back-on-referral", recorder=HV)
    put([child("Patient/1", services=[GP, HV])], [owed])
    assert held() == {"Patient/1": ("health-visitor", HV)}


def test_what_nobody_has_is_on_a_list_of_its_own():
    police = "Organization/police"
    put([child("Patient/1", "Ada Example", services=[police])], [debt("Patient/1", "ask-about-children")])
    assert held() == {"Patient/1": ("named", None)}
    named, other = staff(Role.NAMED, [police]), staff(Role.NAMED, [GP], name="elsewhere")
    assert worklist.unowned(named.user, AS_OF, load()).count() == 1
    assert not worklist.unowned(other.user, AS_OF, load()).exists(), "of another area"
    page = text(signed_in(named).get("/nobody/"))
    assert "Ada Example" in page and "nobody. The rule says: GP" in page
    assert "1 thing belongs to nobody yet" in text(signed_in(named).get("/"))
    assert signed_in(staff(Role.GP, [police])).get("/nobody/").status_code == 403


def test_what_is_the_named_professionals_by_the_rule_is_not_nobodys():
    put([child("Patient/1", services=[GP])], [debt("Patient/1", "act-on-feared-forced-marriage")])
    named = staff(Role.NAMED, [GP])
    assert held() == {"Patient/1": ("named", None)} and lists(Role.NAMED, GP) == {"Patient/1"}
    assert not worklist.unowned(named.user, AS_OF, load()).exists()


def test_everything_unmet_has_exactly_one_owner():
    """Every expectation, to children of every age and with every set of services: one service, or a role of the area."""
    ages = [AS_OF + timedelta(days=60), AS_OF - timedelta(days=5), date(2024, 1, 1), SIX, date(2010, 1, 1)]
    some = [[], [HV], [GP, HV], [HV, CAMHS], list(NAMES)]
    children = [
        child(f"Patient/{a}-{s}", born=born, services=services)
        for a, born in enumerate(ages)
        for s, services in enumerate(some)
    ]
    owed = [debt(one["child_ref"], name) for one in children for name in load().expectations]
    put(children, owed)
    owners, kinds = load().owners, dict(Service.objects.values_list("pk", "kind"))
    assert Owed.objects.count() == len(owed)
    for row in Owed.objects.all():
        one = owners[row.owner]
        assert (row.service_id is None) == (one.service is None) and (
            one.service is None or kinds[row.service_id] == one.service
        )
