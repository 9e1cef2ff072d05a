"""Serve one workspace: bring the database up to date, then answer, with a worker beside that finishes what was recorded."""

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import FrameType

from kinsight.store.days import to_date, to_day

#: Workers are processes; threads of one share the loaded knowledge. Of these, up to 36 may be at it or wait for their turn to sign in
#: (accounts/hashing.py): the others answer meanwhile. All of them are fewer than the 100 connections that PostgreSQL allows unasked.
WORKERS, THREADS = 2, 42


def serve(workspace: Path, port: int, as_of: date | int | None = None) -> int:
    """Serve on this machine until interrupted; the server's exit code. `as_of` (a date, or days since 1970) sets the site's today."""
    prepare(workspace, as_of)
    ready_families(workspace)
    ready_engine()
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


def ready_families(workspace: Path) -> None:
    """The families' store, brought up to the newest load now: else the first who opens a child waits for it."""
    from kinsight.casework.records import Records
    from kinsight.web import clock
    from kinsight.web.loaded_knowledge import knowledge

    Records(workspace, knowledge()).ready_families(to_day(clock.as_of()))


def ready_engine() -> None:
    """Compile the engine where it is not, here: a worker that took so long to start would be ended as hung."""
    from kinsight.casework.records import warm_engine

    warm_engine()


def command(port: int) -> list[str]:
    """A process of its own: engines that loaded the records here do not survive a fork."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "kinsight.web.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(WORKERS),
        "--threads",
        str(THREADS),
        "--timeout",
        "60",
        "--log-level",
        "warning",
    ]


#: The worker that brings what was recorded to the records (kinsight/web/delivery.py).
DELIVERY = [sys.executable, "-m", "kinsight.web.delivery"]
#: Seconds between two looks whether the worker is still there.
_LOOK = 2.0


def run(words: list[str]) -> int:
    """Run the server and the worker; an interrupt or a stop reaches them, and we end when the server has."""
    with subprocess.Popen(words) as server:

        def stop(number: int, frame: FrameType | None) -> None:
            server.send_signal(signal.SIGTERM)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        return beside(server)


def beside(server: subprocess.Popen[bytes]) -> int:
    """Keep a worker running while the server does; the server's exit code."""
    worker = subprocess.Popen(DELIVERY)
    try:
        while True:
            try:
                return server.wait(_LOOK)
            except subprocess.TimeoutExpired:
                if worker.poll() is not None:
                    worker = subprocess.Popen(DELIVERY)
    finally:
        worker.terminate()  # whatever it was doing is finished by the next
        worker.wait()
