"""The one door: who sees which child, and that each look is written down."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from kinsight.casework import access
from kinsight.casework.access import OutsideCaseload
from kinsight.casework.actions.break_glass import break_glass
from kinsight.casework.models import AccessLog, BreakGlass, Role
from tests.unit.casework_world import GP, HV, child, published, staff, sweep, the

pytestmark = pytest.mark.django_db
MINE, OTHER = "Patient/1", "Patient/2"


@pytest.fixture(autouse=True)
def two_children():
    published(sweep([child(MINE, services=[HV]), child(OTHER, services=[GP])]))


def refs(user):
    return {one.ref for one in access.children(user)}


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.DESIGNATED, Role.COMMISSIONER)])
def test_every_role_sees_its_services_children_alone(role):
    assert refs(staff(role).user) == {MINE}
    assert refs(staff(role, services=[]).user) == set()
    assert refs(staff(role, services=[HV, GP]).user) == {MINE, OTHER}


def test_the_designated_professional_sees_everyone_and_a_commissioner_no_child():
    assert refs(staff(Role.DESIGNATED, services=[]).user) == {MINE, OTHER}
    assert refs(staff(Role.COMMISSIONER, services=[HV, GP]).user) == set()


def test_an_account_without_a_role_sees_nobody():
    stranger = get_user_model().objects.create_user("stranger")
    with pytest.raises(PermissionDenied):
        access.children(stranger)


def test_each_look_is_written_down_with_its_purpose():
    user = staff().user
    assert access.child(user, the(MINE).slug, "child") == the(MINE)
    row = AccessLog.objects.get()
    assert (row.by, row.child, row.purpose, row.outside) == (user, the(MINE), "child", False)


def test_a_list_is_written_down_child_by_child():
    access.seen(staff(services=[HV, GP]).user, [the(MINE), the(OTHER)], "work")
    assert set(AccessLog.objects.values_list("child__ref", "purpose")) == {(MINE, "work"), (OTHER, "work")}


def test_outside_the_caseload_the_door_asks_why_and_nothing_is_logged_as_read():
    with pytest.raises(OutsideCaseload):
        access.child(staff().user, the(OTHER).slug, "child")
    assert not AccessLog.objects.exists()


def test_a_reason_opens_one_child_to_one_person_for_a_while():
    member, colleague = staff(), staff()
    break_glass(by=member, child=the(OTHER), reason="On call, the baby is here")
    assert access.child(member.user, the(OTHER).slug, "child") == the(OTHER)
    assert AccessLog.objects.get().outside is True
    assert refs(colleague.user) == {MINE}


def test_after_a_shift_the_reason_must_be_given_again():
    member = staff()
    BreakGlass.objects.create(by=member.user, child=the(OTHER), reason="Long ago", until=timezone.now() - timedelta(1))
    with pytest.raises(OutsideCaseload):
        access.child(member.user, the(OTHER).slug, "child")


def test_an_opened_child_does_not_become_work():
    member = staff()
    break_glass(by=member, child=the(OTHER), reason="On call, the baby is here")
    assert {one.ref for one in access.caseload(member.user)} == {MINE}


def test_who_may_not_open_learns_nothing_not_even_that_the_child_exists():
    desk = staff(Role.RECEPTION).user
    with pytest.raises(Http404):
        access.child(desk, the(OTHER).slug, "reception")
    with pytest.raises(Http404):
        access.child(desk, "no-such-child", "reception")
    with pytest.raises(PermissionDenied):
        access.child(desk, the(MINE).slug, "child")
    with pytest.raises(PermissionDenied):
        access.unopened(desk, the(OTHER).slug)


def test_a_purpose_that_is_no_page_opens_nothing():
    with pytest.raises(KeyError):
        access.child(staff().user, the(MINE).slug, "curiosity")


def test_outside_tells_only_of_one_exact_match():
    user = staff().user
    assert access.outside(user, Q(ref=OTHER)) == the(OTHER)
    assert access.outside(user, Q(name="Ada Example")) is None, "two match"
    assert access.outside(user, None) is None
    assert access.outside(staff(Role.RECEPTION).user, Q(ref=OTHER)) is None
