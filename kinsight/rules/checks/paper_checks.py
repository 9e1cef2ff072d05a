"""A title that may be printed beside a child's name says nothing of this child, and no word that could put someone at risk."""

import re
from collections.abc import Callable, Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.formats import AgeTrigger, Expectation
from kinsight.rules.text.discretion import Discretion

Found = Iterator[Problem]
#: Beginnings of words that are never printed beside a name. A leaflet rack is the measure: would this harm whoever takes it home?
NEVER_PRINTED = re.compile(
    r"\b(abus|violen|hit|hurt|harm|assault|batter|control|coerc|stalk|perpetrat|victim|offend|alleg|disclos|marac|dash|refuge|shelter"
    r"|safe(?! sleep)|unsafe|safety|danger|risk|protect|separat|leav(?:e|ing)|court|police|polic|order|exploit|trafficking|gang|missing"
    r"|sex|contracep|pregnan|terminat|abort|hiv|drug|drink|alcohol|substance|overdose|methadone|opioid|dose|mental|mood|depress|suicid"
    r"|self-harm|psych|delusion|partner|father|boyfriend|husband|secret|confidential|safeguard|social care|social worker)",
    re.I,
)


def objection(title: str) -> str:
    """The first word of a title that may not be printed; empty when there is none."""
    found = NEVER_PRINTED.search(title)
    return found.group() if found else ""


def printed(shelf: Shelf) -> Iterator[tuple[str, Expectation]]:
    return ((name, item) for name, item in shelf.knowledge.expectations.items() if item.prints)


def prints_about_this_child(shelf: Shelf) -> Found:
    """What is owed because of a fact or a pattern would say on paper that there is one."""
    for name, item in printed(shelf):
        if not isinstance(item.after, AgeTrigger):
            yield shelf.problem(
                "expectations", name, "prints, and is not owed to every child of an age", "Take `prints` out", "prints"
            )


def prints_what_touches_abuse(shelf: Shelf) -> Found:
    discretion = Discretion(shelf.knowledge)
    for name, _ in printed(shelf):
        if discretion.touches(name):
            yield shelf.problem("expectations", name, "prints, and touches abuse", "Take `prints` out", "prints")


def prints_a_word_that_harms(shelf: Shelf) -> Found:
    for name, item in printed(shelf):
        if word := objection(item.title):
            what = f"prints, and its title says {word!r}"
            yield shelf.problem("expectations", name, what, "Say it in neutral words, or take `prints` out", "title")


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    prints_about_this_child,
    prints_what_touches_abuse,
    prints_a_word_that_harms,
)
