"""Makes the engine ready in each process that answers requests; until then they are told that the site is starting."""

import logging
import os
from collections.abc import Callable
from threading import Event, Thread

log = logging.getLogger(__name__)


class Warming:
    """The engine of this process: compiled, or read from the cache, in a thread beside those that answer."""

    def __init__(self, warm: Callable[[], object]) -> None:
        self._warm, self._ended, self.failed = warm, Event(), False
        self._thread = Thread(target=self._run, daemon=True)
        # A thread is not there in a forked process, where a lock that it held would stay locked for ever.
        os.register_at_fork(before=self._thread.join)
        self._thread.start()

    def is_ready(self, patience: float = 0.0) -> bool:
        """Whether the engine is ready, within so many seconds."""
        return self._ended.wait(patience) and not self.failed

    def _run(self) -> None:
        try:
            self._warm()
        except Exception as error:
            self.failed = True
            log.error("the engine could not be made ready: %s", type(error).__name__)
        finally:
            self._ended.set()


#: This process's, begun by `begin`; none in a command or a test that serves nothing.
_current: list[Warming] = []


def begin(warm: Callable[[], object]) -> None:
    """Make the engine ready from now on."""
    _current[:] = [Warming(warm)]


def is_ready(patience: float = 0.0) -> bool:
    """Whether requests that judge can be answered, within so many seconds; where nothing was begun, they can."""
    return all(one.is_ready(patience) for one in _current)
