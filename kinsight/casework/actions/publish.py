"""Publish a sweep, and let nothing that people recorded meanwhile be undone by it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from kinsight.casework.actions.apply import apply
from kinsight.casework.actions.record_done import drain_outbox
from kinsight.casework.kinds import Lore
from kinsight.casework.models import RecordedFact
from kinsight.casework.records import Records
from kinsight.casework.tables import Sweep
from kinsight.practice.knowledge import load

#: A sweep may be published some time after it was made. Showing a fact again is cheap and changes nothing.
MARGIN = timedelta(hours=1)


def publish(
    sweep: Sweep, *, by: Any, as_of: date, knowledge: Lore | None = None, whole: bool = True,
    records: Records | None = None,
) -> dict[str, int]:  # fmt: skip
    """Apply a sweep of everyone (`whole`) or of the children in its roster; how many rows of each sort were written.

    Without `knowledge`, the one that is installed says who owes what; without `records`, the site's workspace is read.
    """
    knowledge = knowledge or load()
    records = records or Records(Path(settings.WORKSPACE), knowledge)
    services = records.services() if whole else {}
    counts = apply(sweep, by=by, as_of=as_of, knowledge=knowledge, whole=whole, services=services)
    if whole and reopened(sweep):
        drain_outbox(records=records, as_of=as_of)
    return counts


def reopened(sweep: Sweep) -> int:
    """Facts shown while the sweep was under way: it may not have seen them, so their families are judged once more."""
    since = timezone.now() - timedelta(seconds=getattr(sweep, "seconds", 0)) - MARGIN
    shown = RecordedFact.objects.filter(shown_at__gte=since)
    return shown.update(shown_at=None) if shown.exists() else 0
