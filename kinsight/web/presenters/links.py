"""Addresses that depend on who reads."""

from urllib.parse import urlencode

from kinsight.casework.access import may_see_patterns
from kinsight.casework.models import Staff


def child(slug: str, staff: Staff) -> str:
    """The picture, or for reception the desk's page."""
    return f"/child/{slug}/" if may_see_patterns(staff) else f"/reception/{slug}/"


def record(slug: str, expectation: str = "") -> str:
    return f"/record/{slug}/" + (f"?{urlencode({'expectation': expectation})}" if expectation else "")


def with_query(path: str, **query: object) -> str:
    kept = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path
