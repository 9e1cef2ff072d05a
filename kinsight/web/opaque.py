"""Words that stand for something in an address without saying it: an address is seen over a shoulder, kept in a history, printed."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

#: Characters of a word: too many to meet by chance, few enough to read in an address.
LENGTH = 16


def word(about: str, name: str) -> str:
    """The word for a name, different for everything it is about (a child, a filter); only this site's secret leads back."""
    return salted_hmac("kinsight.address", f"{about}\n{name}", algorithm="sha256").hexdigest()[:LENGTH]


def named(about: str, given: str, names: Iterable[str]) -> str:
    """Which of the names a word stands for; empty when none."""
    return next((name for name in names if word(about, name) == given), "") if len(given) == LENGTH else ""
