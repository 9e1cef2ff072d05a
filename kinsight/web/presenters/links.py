"""Addresses that depend on who reads."""

from urllib.parse import urlencode

from kinsight.casework.access import may_see_patterns
from kinsight.casework.models import Staff
from kinsight.web.child.links import record

__all__ = ["child", "record", "with_query"]


def child(slug: str, staff: Staff) -> str:
    """The picture, or for reception the desk's page."""
    return f"/child/{slug}/" if may_see_patterns(staff) else f"/reception/{slug}/"


def with_query(path: str, **query: object) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
