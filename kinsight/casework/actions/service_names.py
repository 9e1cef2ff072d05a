"""Names and kinds of services, as the newest load has them."""

from collections.abc import Mapping

from kinsight.casework.actions.roster import said
from kinsight.casework.models import Service

#: Reference → (name, kind).
ServiceNames = Mapping[str, tuple[str, str]]


def name_services(names: ServiceNames) -> int:
    """Give the services that know a child their names and kinds; return how many changed. All others are passed over."""
    changed = []
    for service in Service.objects.filter(ref__in=list(names)):
        name, kind = names[service.ref]
        if (service.name, service.kind) != (said(name), kind):
            service.name, service.kind = said(name), kind
            changed.append(service)
    Service.objects.bulk_update(changed, ["name", "kind"])
    return len(changed)
