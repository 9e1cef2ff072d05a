"""One account per role for a demonstration, with random passwords. Nothing else ever makes an account with a password."""

from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Count

from kinsight.casework import worklist
from kinsight.casework.actions.accounts import fresh_password
from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import Owed, Role, Service, Staff

#: Role → (user name, given name, family name, kind of its service). Invented people.
DEMO = {
    Role.HEALTH_VISITOR: ("health-visitor", "Harriet", "Vance", "health-visiting"),
    Role.GP: ("gp", "Gareth", "Prosser", "gp"),
    Role.MIDWIFE: ("midwife", "Mina", "Whitlock", "midwifery"),
    Role.SCHOOL_NURSE: ("school-nurse", "Sonia", "Nairn", "school-nursing"),
    Role.CAMHS: ("camhs", "Callum", "Ashby", "camhs"),
    Role.ADULT_MENTAL_HEALTH: ("adult-mental-health", "Adaeze", "Mbeki", "adult-mental-health"),
    Role.SUBSTANCE_MISUSE: ("substance-misuse", "Sunil", "Mistry", "substance-misuse"),
    Role.SEXUAL_HEALTH: ("sexual-health", "Saskia", "Holt", "sexual-health"),
    Role.PAEDIATRICIAN: ("paediatrician", "Priya", "Dutta", "paediatrics"),
    Role.EMERGENCY: ("emergency", "Emil", "Dorsey", "emergency"),
    Role.COMMUNITY_NURSE: ("community-nurse", "Cerys", "Noble", "community-nursing"),
    Role.RECEPTION: ("reception", "Rosa", "Pryor", "gp"),
    Role.MANAGER: ("manager", "Malcolm", "Gray", "health-visiting"),
    Role.NAMED: ("named", "Nadia", "Farrow", "gp"),
    Role.DESIGNATED: ("designated", "Delia", "Norris", ""),
    Role.COMMISSIONER: ("commissioner", "Conrad", "Mills", ""),
}
#: Who works in the same place as whom: their service is the other's.
_BESIDE = {Role.MANAGER: Role.HEALTH_VISITOR, Role.RECEPTION: Role.GP}
Account = tuple[str, str, str, str]


@transaction.atomic
def create_demo_users(as_of: date) -> list[Account]:
    """(user name, password, role, service), one a role, where there is most to do on the day. Made again, each gets a new
    password: none is kept in clear."""
    services = Busiest(as_of)
    return [demo_user(role, services, *words) for role, words in DEMO.items()]


def demo_user(role: Role, services: "Busiest", username: str, given: str, family: str, kind: str) -> Account:
    password = fresh_password()
    user, _ = get_user_model().objects.update_or_create(
        username=username, defaults={"first_name": given, "last_name": family, "is_active": True}
    )
    user.set_password(password)
    user.save()
    staff, _ = Staff.objects.update_or_create(user=user, defaults={"role": role})
    service = services.of(kind, _BESIDE.get(role, role))
    staff.services.set([service] if service else [])
    audit(by=None, what="made-demo-account", username=username, role=role.value)
    return username, password, str(role.label), str(service) if service else ""


class Busiest:
    """The services where there is most to do: a demonstration should have work to show. Everything is counted once."""

    def __init__(self, as_of: date) -> None:
        self._services = list(Service.objects.all())
        self._known = dict(Service.objects.order_by().values_list("pk").annotate(Count("children")))
        unmet = Owed.objects.filter(worklist.unmet(as_of), withdrawn_on=None).order_by()
        counted = unmet.values_list("owner", "service").annotate(Count("pk"))
        self._owing = {(owner, service): many for owner, service, many in counted}

    def of(self, kind: str, role: Role) -> Service | None:
        """The service of this kind whose children are owed most by the role."""
        some = (service for service in self._services if service.kind == kind)
        return max(
            some,
            key=lambda one: (self._owing.get((role, one.pk), 0), self._known.get(one.pk, 0), -one.pk),
            default=None,
        )
