"""How much was never answered, by expectation and month: numbers alone, for those who answer for a service or an area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kinsight.casework import access, unanswered
from kinsight.casework.models import Service
from kinsight.web import clock, loaded_knowledge, opaque
from kinsight.web.forms.service_filter import ServiceFilter
from kinsight.web.presenters import unanswered_rows
from kinsight.web.staff_request import StaffRequest

#: For what the words of the filter stand in the address.
_ABOUT = "never-answered"


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """The last twelve months, of all that the reader answers for or of one of its services."""
    as_of, services = clock.as_of(), unanswered.services(request.user)
    chosen = opaque.named(_ABOUT, request.GET.get("service", ""), [one.ref for one in services])
    hides_small = access.sees_numbers_only(request.staff)
    counts = unanswered.counted(request.user, as_of, chosen)
    return render(request, "my_work/never_answered.html", {
        "form": _filter(request, services) if len(services) > 1 else None,
        "service": next((one for one in services if one.ref == chosen), None),
        "months": [unanswered_rows.month(one) for one in unanswered.months(as_of)],
        "rows": unanswered_rows.rows(counts, loaded_knowledge.knowledge(), hides_small), "hides_small": hides_small,
    })  # fmt: skip


def _filter(request: StaffRequest, services: list[Service]) -> ServiceFilter:
    return ServiceFilter(request.GET, services=[(opaque.word(_ABOUT, one.ref), str(one)) for one in services])
