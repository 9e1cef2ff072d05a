"""Hands a sweep to the site's database; Django is started only when a command needs it."""

import os
from collections.abc import Callable
from pathlib import Path

import django

from kinsight.store import days
from kinsight.sweep.outcome import Swept


def start_site(workspace: Path, as_of: int | None = None, migrate: bool = True) -> None:
    """Point the site at this workspace and bring its database up to date, unless it is only to be looked at."""
    os.environ["KINSIGHT_WORKSPACE"] = str(workspace.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
    if as_of is not None:
        os.environ["KINSIGHT_AS_OF"] = days.to_date(as_of).isoformat()
    django.setup()
    from kinsight.casework.migrating import bring_up_to_date

    if migrate:
        bring_up_to_date()


def audit_head() -> str:
    """How far the audit has come, to be published beside a sweep: with it an outsider finds out whether its end was cut off later."""
    from kinsight.casework import chain

    return str(chain.head())


def publish(
    workspace: Path, swept: Swept, as_of: int, progress: Callable[[str], None] = lambda what: None
) -> dict[str, int]:
    """Write what changed since the site last took over a sweep, in one transaction; how many of each were written."""
    start_site(workspace)
    from kinsight.casework import publication_staging
    from kinsight.casework.actions.publish import publish as write
    from kinsight.casework.actions.publish import taken_over

    publication_staging.enlarge_cache()
    segment, day = taken_over()
    part = swept.changed(segment, days.to_day(day)) if segment and day else None
    return write(
        sweep=part or swept.everyone(),
        as_of=days.to_date(as_of),
        by=None,
        whole=part is None,
        segment=swept.segment,
        knowledge=swept.knowledge,
        progress=progress,
    )
