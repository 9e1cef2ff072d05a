"""Wait a moment for what was recorded to be in the picture: the worker brings it there, and the page that follows shows it."""

import time

from kinsight.casework.models import RecordedFact

#: Seconds that an answer waits at most, and between two looks.
WAIT, LOOK = 2.0, 0.1


def shown_soon(fact: RecordedFact) -> bool:
    """Whether the worker has brought the fact into the picture within a moment. It is safe in any case."""
    end = time.monotonic() + WAIT
    while not (shown := RecordedFact.objects.filter(id=fact.id).exclude(shown_at=None).exists()):
        if time.monotonic() >= end:
            break
        time.sleep(LOOK)
    return shown
