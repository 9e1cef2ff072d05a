"""Publish a sweep, and let nothing that people recorded meanwhile be undone by it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kinsight.casework.actions.apply import Progress, apply
from kinsight.casework.actions.deliver import drain_outbox
from kinsight.casework.arrow_columns import Sweep
from kinsight.casework.kinds import Knowledge
from kinsight.casework.models import Publication, RecordedFact
from kinsight.casework.records import Records
from kinsight.rules.loading import load

#: A sweep may be published some time after it was made. Showing a fact again is cheap and changes nothing.
MARGIN = timedelta(hours=1)


def publish(
    sweep: Sweep,
    *,
    by: Any,
    as_of: date,
    knowledge: Knowledge | None = None,
    whole: bool = True,
    records: Records | None = None,
    mark: str = "",
    progress: Progress = lambda what: None,
) -> dict[str, int]:
    """Apply a sweep of everyone (`whole`), or of those in its roster and those it says are gone; how many rows of each sort were
    written.

    Without `knowledge`, the one that is installed says who owes what; without `records`, the site's workspace is read.
    `mark` is kept for `taken_over`; `progress` is told what is being written.
    """
    knowledge = knowledge or load()
    records = records or Records(Path(settings.WORKSPACE), knowledge)
    counts = apply(
        sweep,
        by=by,
        as_of=as_of,
        knowledge=knowledge,
        whole=whole,
        services=records.services() if whole or mark else {},
        mark=mark,
        progress=progress,
    )
    if (whole or mark) and reopened(sweep):
        drain_outbox(records=records, as_of=as_of)
    return counts


def taken_over() -> tuple[str, date | None]:
    """The mark and the day of the last sweep that was published; nothing before the first."""
    last = Publication.objects.exclude(mark="").order_by("-pk").values_list("mark", "as_of").first()
    return last or ("", None)


def reopened(sweep: Sweep) -> int:
    """Facts shown while the sweep was under way: it may not have seen them, so their families are judged once more."""
    since = timezone.now() - timedelta(seconds=getattr(sweep, "seconds", 0)) - MARGIN
    shown = RecordedFact.objects.filter(shown_at__gte=since)
    return shown.update(shown_at=None) if shown.exists() else 0
