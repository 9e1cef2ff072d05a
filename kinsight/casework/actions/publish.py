"""Publish a sweep, and let nothing that people recorded meanwhile be undone by it."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import timezone

from kinsight.casework.actions.apply import Progress, apply
from kinsight.casework.actions.deliver import drain_outbox
from kinsight.casework.arrow_columns import Sweep
from kinsight.casework.models import Publication, RecordedFact
from kinsight.casework.records import Records
from kinsight.rules.loading import load
from kinsight.rules.schema.knowledge import Knowledge

#: A sweep may be published some time after it was made. Showing a fact again is cheap and changes nothing.
MARGIN = timedelta(hours=1)


def publish(
    sweep: Sweep,
    *,
    by: User | None,
    as_of: date,
    knowledge: Knowledge | None = None,
    whole: bool = True,
    records: Records | None = None,
    segment: str = "",
    progress: Progress = lambda what: None,
) -> dict[str, int]:
    """Publish a sweep of everyone (`whole`), or of those in its roster and those it says are gone; return how many rows of each sort
    were written.

    Without `knowledge`, the one that is installed says who owes what; without `records`, the site's workspace is read.
    `segment`: the segment of the results, for `taken_over`; `progress` is called with what is being written.
    """
    knowledge = knowledge or load()
    records = records or Records(Path(settings.WORKSPACE), knowledge)
    counts = apply(
        sweep,
        by=by,
        as_of=as_of,
        knowledge=knowledge,
        whole=whole,
        services=records.services() if whole or segment else {},
        segment=segment,
        progress=progress,
    )
    if (whole or segment) and reopened(sweep):
        drain_outbox(records=records, as_of=as_of)
    return counts


def taken_over() -> tuple[str, date | None]:
    """The segment and the day of the last results that were published; an empty name and None before the first."""
    last = Publication.objects.exclude(segment="").order_by("-pk").values_list("segment", "as_of").first()
    return last or ("", None)


def reopened(sweep: Sweep) -> int:
    """Set waiting again the facts that were shown while the sweep was under way, for it may not have seen them; return how many."""
    since = timezone.now() - timedelta(seconds=getattr(sweep, "seconds", 0)) - MARGIN
    shown = RecordedFact.objects.filter(shown_at__gte=since)
    return shown.update(shown_at=None) if shown.exists() else 0
