"""Names and kinds of services, as the newest load tells them."""

from collections.abc import Mapping

from kinsight.casework.actions.roster import said
from kinsight.casework.models import Service

ServiceNames = Mapping[str, tuple[str, str]]


def name_services(told: ServiceNames) -> int:
    """`told`: ref → (name, kind). Only services that know a child are kept. Returns how many changed."""
    changed = []
    for service in Service.objects.filter(ref__in=list(told)):
        name, kind = told[service.ref]
        if (service.name, service.kind) != (said(name), kind):
            service.name, service.kind = said(name), kind
            changed.append(service)
    Service.objects.bulk_update(changed, ["name", "kind"])
    return len(changed)
