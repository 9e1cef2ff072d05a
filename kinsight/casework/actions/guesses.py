"""Guesses at a password or a code are counted before they are looked at; after some wrong ones each further one must wait longer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kinsight.casework.models import GuessCount


@dataclass(frozen=True)
class Limit:
    """`free` wrong guesses cost nothing; then one waits `first`, twice as long after each further one, at most `longest`.

    After `forgotten` without a wrong guess, counting starts anew; so it does after a right one, unless it is `shared` by
    people who do not know each other.
    """

    free: int
    first: timedelta
    longest: timedelta
    shared: bool = False
    forgotten: timedelta = timedelta(days=1)

    def delay(self, failures: int) -> timedelta | None:
        """How long to wait after so many wrong guesses; None for as many as are free."""
        if failures < self.free:
            return None
        longer: int = 2 ** min(failures - self.free, 16)
        return min(self.first * longer, self.longest)


#: One account from one address or browser: whoever guesses here locks only themselves out.
PAIR = Limit(5, timedelta(minutes=15), timedelta(hours=12))
#: One account from wherever it never signed in before. Short, so that a stranger cannot keep its owner out for long.
ACCOUNT = Limit(25, timedelta(minutes=1), timedelta(minutes=15), shared=True)
#: One address over all accounts: many staff share one, so it takes many wrong guesses.
ADDRESS = Limit(100, timedelta(minutes=1), timedelta(hours=1), shared=True)
#: Whoever gets here has the password.
SECOND_FACTOR = Limit(5, timedelta(minutes=15), timedelta(hours=12))

#: Counts of places from which nobody ever signed in are removed after so long.
_FORGET_AFTER = timedelta(days=7)
Counted = Mapping[str, Limit]


class Blocked(Exception):
    """Too many wrong guesses: nothing is looked at before `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many wrong guesses")
        self.until = until

    @property
    def seconds(self) -> int:
        """Until the next guess may be made."""
        return max(1, int((self.until - timezone.now()).total_seconds()) + 1)


def key(*parts: object) -> str:
    """The key of a count; the parts that it is made of cannot be read from it."""
    return salted_hmac("kinsight.guesses", "\0".join(map(str, parts)), algorithm="sha256").hexdigest()


@dataclass(frozen=True)
class Guess:
    """One guess that may be looked at. It counts as wrong until it is known to be right."""

    counted: Counted
    blocks: datetime | None  # if it is wrong, nothing further is looked at before then

    def right(self) -> None:
        """The guess was right: take it back, and what its maker had guessed wrongly before."""
        self._take_back(anew=True)

    def undo(self) -> None:
        """The guess was not looked at after all."""
        self._take_back(anew=False)

    @transaction.atomic
    def _take_back(self, anew: bool) -> None:
        for row in _rows(self.counted):
            limit = self.counted[row.key]
            row.failures = 0 if anew and not limit.shared else max(0, row.failures - 1)
            if limit.delay(row.failures) is None:
                row.blocked_until = None
            row.save(update_fields=["failures", "blocked_until"])


@transaction.atomic
def begin(counted: Counted) -> Guess:
    """Count a guess under each of these keys before it is looked at, so that many at once are counted too. Raises Blocked."""
    now, rows = timezone.now(), {row.key: row for row in _rows(counted)}
    if until := max((one for row in rows.values() if (one := _blocked(row, now))), default=None):
        raise Blocked(until)
    blocks = [_count(rows.get(one) or GuessCount(key=one), limit, now) for one, limit in counted.items()]
    return Guess(counted, max((one for one in blocks if one), default=None))


def _count(row: GuessCount, limit: Limit, now: datetime) -> datetime | None:
    old = row.last_at is not None and now - row.last_at > limit.forgotten
    row.failures, row.last_at = (1 if old else row.failures + 1), now
    delay = limit.delay(row.failures)
    row.blocked_until = now + delay if delay else None
    row.save()
    return row.blocked_until


def _blocked(row: GuessCount, now: datetime) -> datetime | None:
    """Until when nothing is looked at under this key; None when a guess may be."""
    return row.blocked_until if row.blocked_until is not None and row.blocked_until > now else None


def _rows(counted: Counted) -> list[GuessCount]:
    """Locked in the order of their keys, so that two guesses never wait for each other."""
    return list(GuessCount.objects.select_for_update().filter(key__in=list(counted)).order_by("key"))


def signed_in_from(place: str, since: timedelta) -> bool:
    """Whether the account of this key has signed in from its address or browser within `since`."""
    return GuessCount.objects.filter(key=place, succeeded_at__gt=timezone.now() - since).exists()


@transaction.atomic
def remember(places: list[str]) -> None:
    """Note that an account signed in from these places, and forget counts that are of no use any more."""
    now = timezone.now()
    for place in sorted(places):
        GuessCount.objects.update_or_create(
            key=place, defaults={"last_at": now, "succeeded_at": now, "failures": 0, "blocked_until": None}
        )
    GuessCount.objects.filter(last_at__lt=now - _FORGET_AFTER, succeeded_at=None).delete()
