"""Offers read as offers: what explores or supports never speaks in the words of an alarm, and asks something of the reader."""

import re
from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.formats import Indicator

Found = Iterator[Problem]
#: Stances that ask or offer. A family to whom only these apply may be doing well, and may read what we say of it.
GENTLE = ("explore", "vulnerability", "context")
#: What an alarm says. Patterns that name an act of the same day have the stance `urgent`.
ALARMS = re.compile(
    r"\b(urgent(ly)?|at risk|risks?|risky|high-risk|alerts?|alarm(s|ing)?|warn(s|ing|ings)?|danger(s|ous)?"
    r"|red flags?|suspicious|immediate(ly)?|kill(s|ed)?|perpetrators?)\b",
    re.I,
)
#: Suspicion is a fact that a service may have recorded, and one may explore it; it is never what support is for.
SUSPICION = re.compile(r"\bsuspect(s|ed|ing)?\b|\bsuspicions?\b", re.I)
#: Words that ask something of the reader, or offer something to the family.
ASKS = re.compile(
    r"\b(ask|offer|talk|find out|see|look|help|plan|make|support|meet|listen|tell|agree|let|bring|check|read|open"
    r"|understand|consider|hear|think|invite|thank|keep|share|arrange|visit|call|ring|welcome|wait|try|add)s?\b|\?",
    re.I,
)


def shown(shelf: Shelf) -> Iterator[tuple[str, Indicator]]:
    """Gentle indicators that a reader meets: building blocks are never shown."""
    found = shelf.knowledge.indicators.items()
    return ((name, item) for name, item in found if item.stance in GENTLE and item.shown)


def offers_alarm(shelf: Shelf) -> Found:
    for name, item in shown(shelf):
        for part, text in (("title", item.title), ("says", item.says)):
            words = [*ALARMS.finditer(text), *(SUSPICION.finditer(text) if item.stance == "vulnerability" else ())]
            for word in words:
                what = f"{part!r} says {word.group().lower()!r}, and its stance is {item.stance!r}"
                yield shelf.problem("indicators", name, what, "Say what to ask or to offer", part)


def offers_ask_nothing(shelf: Shelf) -> Found:
    """Neither in its own words nor by a response that is owed after it: then it would be noise."""
    answered = {getattr(item.after, "indicator", None) for item in shelf.knowledge.expectations.values()}
    for name, item in shown(shelf):
        if name not in answered and not ASKS.search(item.says):
            what = f"asks and offers nothing, and its stance is {item.stance!r}"
            yield shelf.problem("indicators", name, what, "End with what to ask, or to offer", "says")


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (offers_alarm, offers_ask_nothing)
