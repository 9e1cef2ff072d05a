"""What rules are called, also one that knowledge no longer has."""

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web.text import words


def of_expectation(name: str, knowledge: Knowledge) -> str:
    """Its title, or its name in words."""
    item = knowledge.expectations.get(name)
    return item.title if item else words.plain(name)


def of_indicator(name: str, knowledge: Knowledge) -> str:
    """Its title, or its name in words."""
    item = knowledge.indicators.get(name)
    return item.title if item else words.plain(name)
