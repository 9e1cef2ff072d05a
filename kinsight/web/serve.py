"""Serve one workspace: bring the database up to date, finish what was interrupted, then answer."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import FrameType

from kinsight.records.days import to_date

#: Workers are processes; threads of one share the loaded knowledge. Of these, up to 24 may wait for their turn to sign in
#: (accounts/hashing.py): the others answer meanwhile.
WORKERS, THREADS = 2, 32


def serve(workspace: Path, port: int, as_of: date | int | None = None) -> int:
    """Serve on this machine until interrupted; the server's exit code. `as_of` (a date, or days since 1970) sets the site's today."""
    prepare(workspace, as_of)
    finish_outbox()
    ready_families(workspace)
    return run(command(port))


def prepare(workspace: Path, as_of: date | int | None) -> None:
    """Say where everything is, and migrate."""
    workspace.mkdir(parents=True, exist_ok=True)
    os.environ["KINSIGHT_WORKSPACE"] = str(workspace.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinsight.web.settings")
    if as_of is not None:
        os.environ["KINSIGHT_AS_OF"] = (to_date(as_of) if isinstance(as_of, int) else as_of).isoformat()
    import django

    django.setup()
    from kinsight.casework.migrating import bring_up_to_date

    bring_up_to_date()


def finish_outbox() -> None:
    """Facts recorded just before the site last stopped."""
    from kinsight.casework.actions.record_done import drain_outbox, waiting
    from kinsight.web import clock, lore

    if waiting().exists():
        drain_outbox(records=lore.records(), as_of=clock.as_of())


def ready_families(workspace: Path) -> None:
    """The index by person, brought up to the newest load now: else the first who opens a child waits for it."""
    from kinsight.records.store import Workspace
    from kinsight.signals import index

    if (records := Workspace(workspace)).exists:
        index.current(records)


def command(port: int) -> list[str]:
    """A process of its own: engines that loaded the records here do not survive a fork."""
    return [
        sys.executable, "-m", "gunicorn", "kinsight.web.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(WORKERS), "--threads", str(THREADS), "--timeout", "60", "--log-level", "warning",
    ]  # fmt: skip


def run(words: list[str]) -> int:
    """Run the server; an interrupt or a stop reaches it, and we end when it has."""
    with subprocess.Popen(words) as server:

        def stop(number: int, frame: FrameType | None) -> None:
            server.send_signal(signal.SIGTERM)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        return server.wait()
