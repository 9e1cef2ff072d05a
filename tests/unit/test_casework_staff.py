"""Accounts: made by the service, with a password told once, and one demonstration account a role."""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from kinsight.casework.actions.accounts import set_staff
from kinsight.casework.models import Audit, Role, Service, Staff
from kinsight.cli.demo_accounts import DEMO, create_demo_users
from tests.unit.casework_world import AS_OF, GP, HV, child, debt, published, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_teams():
    busy = [child(f"Patient/{n}", services=["Organization/busy"]) for n in range(3)]
    published(sweep([child("Patient/9", services=[HV]), *busy], owed=[debt(f"Patient/{n}") for n in range(3)]))
    Service.objects.update(kind="health-visiting")


def test_an_account_gets_its_role_its_services_and_a_password_once(capsys):
    call_command("staff", "harriet", "health-visitor", "--service", HV, "--name", "Harriet", "Vance")
    member = Staff.objects.get(user__username="harriet")
    assert (member.role, [s.ref for s in member.services.all()]) == ("health-visitor", [HV])
    assert capsys.readouterr().out.startswith("password: ")
    assert set_staff(username="harriet", role=Role.GP, services=[]) == ""
    member.refresh_from_db()
    assert member.role == "gp" and not member.services.exists()
    assert Audit.objects.filter(what="set-staff").count() == 2


def test_a_service_that_nobody_knows_is_refused():
    with pytest.raises(CommandError, match="Organization/gp"):
        call_command("staff", "gareth", "gp", "--service", GP)
    assert not get_user_model().objects.exists()


def test_one_demonstration_account_a_role_with_a_password_that_works_and_is_new_each_time(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    first, second = create_demo_users(AS_OF), create_demo_users(AS_OF)
    assert [role for _, _, role, _ in first] == [role.label for role in DEMO]
    assert not {password for _, password, _, _ in first} & {password for _, password, _, _ in second}
    username, password, _, service = second[0]
    user = get_user_model().objects.get(username=username)
    assert user.check_password(password) and not user.check_password(first[0][1])
    assert service == "Organization/busy", "the team with most to do"
    assert not user.is_superuser and not user.is_staff
    assert all(password not in str(row) for row in Audit.objects.values() for _, password, _, _ in second)
