"""Decisions that something owed is not done, a few of them drawn by lot for supervision: nobody chooses which are looked at."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.auth.models import User

from kinsight.casework import access
from kinsight.casework.models import Decision

#: Decisions of so many weeks before this one, and so many of them, are what one session of supervision can look at: ours, and no source's.
WEEKS, DRAWN = 12, 10


@dataclass(frozen=True)
class Sample:
    """`decisions`: those drawn, the latest first; `among`: of how many; `since`, `until`: the first and the last day on which they could
    be made."""

    decisions: list[Decision]
    among: int
    since: date
    until: date


def sample(user: User, as_of: date) -> Sample:
    """The same all week, whoever asks again; none that the reader made. What one decision said of one thing owed several times is one."""
    monday = as_of - timedelta(days=as_of.weekday())
    since, until = monday - timedelta(weeks=WEEKS), monday - timedelta(days=1)
    rows = access.decisions_to_sample(user).filter(decided_on__range=(since, until))
    named = rows.order_by("trigger", "anchor", "pk").values_list("child", "expectation", "decided_on", "by", "pk")
    each = {tuple(map(str, key)): pk for *key, pk in named}
    drawn = sorted(each, key=lambda key: sha256("/".join((monday.isoformat(), *key)).encode()).digest())[:DRAWN]
    chosen = Decision.objects.filter(pk__in=[each[key] for key in drawn]).select_related(
        "by", "by__staff", "child", "review", "review__by__staff"
    )
    return Sample(list(chosen.order_by("-decided_on", "pk")), len(each), since, until)
