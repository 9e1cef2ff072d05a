"""Where I am signed in: each browser, and signing out there from here."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kinsight.casework.actions.end_sessions import end_sessions, sessions_of
from kinsight.web.staff_request import SignedInRequest
from kinsight.web.text import words


@require_http_methods(["GET", "POST"])
def page(request: SignedInRequest) -> HttpResponse:
    """A number ends that session; without one, every other ends. One's own stays: there is *Sign out*."""
    mine = request.session.session_key or ""
    if request.method == "POST":
        number = request.POST.get("session", "")
        end_sessions(request.user, by=request.user, only=int(number) if number.isdecimal() else None, but=mine)
        return redirect("sessions")
    rows = [
        {
            "number": one.pk,
            "browser": browser(one.user_agent),
            "address": one.ip,
            "here": one.session_key == mine,
            "since": f"{words.short(timezone.localtime(one.created_at).date())}, {timezone.localtime(one.created_at):%H:%M}",
        }
        for one in sessions_of(request.user)
    ]
    return render(request, "account/sessions.html", {"rows": rows})


#: In this order: Edge says that it is Chrome too, and Chrome that it is Safari.
_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
_MACHINES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def browser(agent: str) -> str:
    """As people name it: `Firefox on Windows`."""
    name = next((said for word, said in _BROWSERS.items() if word in agent), "Another browser")
    machine = next((said for word, said in _MACHINES.items() if word in agent), "")
    return f"{name} on {machine}" if machine else name
