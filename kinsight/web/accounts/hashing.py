"""Hashing a password is costly on purpose: few at once, some waiting, and whoever comes beyond is told to try again."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher


class TooBusy(Exception):
    """More people are signing in at this moment than can be served; in a few seconds there is room again."""

    seconds = 3


class Gate:
    """Lets `at_once` through, keeps `waiting` for at most `patience` seconds, and turns the others away."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self._room, self._turns = BoundedSemaphore(at_once + waiting), BoundedSemaphore(at_once)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises TooBusy."""
        if not self._room.acquire(blocking=False):
            raise TooBusy
        try:
            if not self._turns.acquire(timeout=self._patience):
                raise TooBusy
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._room.release()


#: How many of each process may wait, so that fifty people who come in the same second are all served, however unevenly they fall on
#: two processes; and for how many seconds: longer than it takes to serve them (docs/performance-notes.md, bench/sign_ins.py).
#: Fewer wait than a process has threads (serve.py), so that other pages are served meanwhile.
WAITING, PATIENCE = 35, 20
gate = Gate(at_once=1, waiting=WAITING, patience=PATIENCE)
#: Signing in as a whole: it writes several times, and SQLite lets many writers at once starve each other.
sign_ins = Gate(at_once=1, waiting=WAITING, patience=PATIENCE)


class Argon2(Argon2PasswordHasher):
    """Argon2id as OWASP's password storage cheat sheet sets it (46 MiB, one pass, one lane), one at a time."""

    time_cost, memory_cost, parallelism = 1, 47_104, 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password, in turn. Raises TooBusy."""
        with gate.turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Whether a password is the one that was hashed, in turn. Raises TooBusy."""
        with gate.turn():
            return super().verify(password, encoded)
