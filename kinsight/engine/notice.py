"""Says, once in a process and before it begins, that the engine is compiled first: the one thing here that takes long."""

import logging
from collections.abc import Callable
from threading import Lock

#: Processor time was 20 to 60 seconds wherever it was measured.
COMPILING = "Compiling the engine: once for each version of Kinsight, about a minute …"
#: Where it is said: the log, unless whoever runs the process says it to people in another way.
show: Callable[[str], object] = logging.getLogger(__name__).warning
_once = Lock()


def compiling() -> None:
    """Say that it begins, the first time this is called by any thread."""
    if _once.acquire(blocking=False):
        show(COMPILING)
