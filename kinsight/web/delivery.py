"""The site's background worker: brings recorded facts to the records and the picture, so that no request waits for a lock.

One process a workspace, by a lock of its own. It looks every half second, and once an hour compares what was recorded with
what the records hold.
"""

import logging
import os
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from filelock import FileLock, Timeout

from kinsight.store.scratch_folder import OWNER_ALONE

if TYPE_CHECKING:  # models are read only once Django is set up, in `main`
    from kinsight.casework.records import Records

log = logging.getLogger(__name__)
#: Seconds between two looks, between two comparisons, and the longest before a fact that failed is tried again.
LOOK, COMPARE, LONGEST = 0.5, 3600.0, 60.0


@dataclass
class Worker:
    """What one worker remembers between its rounds. `tries`: id of a fact that failed → (how often, when it is tried again)."""

    records: "Records"
    tries: dict[object, tuple[int, float]] = field(default_factory=dict)
    compared: float | None = None

    def round(self, as_of: date, now: float) -> int:
        """Deliver what is due; return how many facts were finished. `now`: seconds of a clock that only goes forward."""
        from kinsight.casework.actions.deliver import drain_outbox, reconcile, waiting

        if self.compared is None or now - self.compared >= COMPARE:
            self.compared = now
            reconcile(records=self.records)
        leave = {fact for fact, (_, again) in self.tries.items() if again > now}
        due = set(waiting().values_list("id", flat=True)) - leave
        if not due:
            return 0
        done = drain_outbox(records=self.records, as_of=as_of, leave=leave)
        self.note_failures(due, now)
        return done

    def note_failures(self, due: set[UUID], now: float) -> None:
        """Those that were due and still wait are tried again later and later: what the records refuse, once an hour."""
        from kinsight.casework.actions.deliver import waiting

        still = {fact.id: fact.refused for fact in waiting() if fact.id in due}
        for fact in due - still.keys():
            self.tries.pop(fact, None)
        for fact, refused in still.items():
            times = self.tries.get(fact, (0, 0.0))[0] + 1
            self.tries[fact] = times, now + (COMPARE if refused else min(LONGEST, 2.0**times))


def main() -> None:
    """Work until the site that started this process has ended."""
    os.umask(OWNER_ALONE)
    import django

    django.setup()
    from kinsight.casework.records import warm_engine
    from kinsight.web import environment, loaded_knowledge

    warm_engine()  # now, so that the first fact need not wait for it
    parent, worker = os.getppid(), Worker(loaded_knowledge.records())
    while os.getppid() == parent:
        attempt(worker, environment.workspace())
        time.sleep(LOOK)


def attempt(worker: Worker, workspace: Path) -> None:
    """One round, unless another worker is at it; whatever it ends with is logged without a value, and tried again."""
    from django.db import connection

    from kinsight.web import clock

    try:
        with FileLock(str(workspace / "delivering.lock"), timeout=0):
            worker.round(clock.as_of(), time.monotonic())
    except Timeout:
        return
    except Exception as error:
        log.error("recorded facts wait: %s", type(error).__name__)
        connection.close()  # whatever state it is in: the next round opens its own
        time.sleep(LOOK)


if __name__ == "__main__":
    main()
