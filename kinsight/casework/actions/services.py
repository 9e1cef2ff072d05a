"""Names and kinds of services, as the newest load tells them."""

from collections.abc import Mapping

from kinsight.casework.models import Service

Told = Mapping[str, tuple[str, str]]


def name_services(told: Told) -> int:
    """`told`: ref → (name, kind). Only services that know a child are kept. Returns how many changed."""
    changed = []
    for service in Service.objects.filter(ref__in=list(told)):
        if (service.name, service.kind) != told[service.ref]:
            service.name, service.kind = told[service.ref]
            changed.append(service)
    Service.objects.bulk_update(changed, ["name", "kind"])
    return len(changed)
