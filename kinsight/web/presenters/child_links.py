"""Addresses that depend on who reads."""

from urllib.parse import urlencode

from kinsight.casework.access import may_see_patterns
from kinsight.casework.models import RecordedFact, Staff
from kinsight.web.page_addresses import decide, happened, record

__all__ = ["answer", "child", "decide", "happened", "in_error", "record", "with_query"]


def child(slug: str, staff: Staff) -> str:
    """The picture, or for reception the desk's page."""
    return f"/child/{slug}/" if may_see_patterns(staff) else f"/reception/{slug}/"


def answer(slug: str, fact: RecordedFact) -> str:
    """What follows from a fact, for the one who recorded it. The address does not say what it was."""
    return f"/happened/{slug}/{fact.pk}/"


def in_error(fact: RecordedFact) -> str:
    """Where a fact is withdrawn, by its author or the lead. The address does not say what it was."""
    return f"/recorded/{fact.pk}/"


def with_query(path: str, **query: object) -> str:
    """The address with a query; what is empty is left out of it."""
    given = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
