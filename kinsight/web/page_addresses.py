"""Every address the child's page points at, in one place."""

from urllib.parse import quote, urlencode

from kinsight.web import opaque


def child(slug: str, **query: str) -> str:
    """The picture itself, with its replay date and filters; empty ones left out."""
    given = {name: value for name, value in query.items() if value}
    return f"/child/{quote(slug)}/" + (f"?{urlencode(given)}" if given else "")


def record(slug: str, expectation: str | None = None) -> str:
    """Record what was done, about one owed response or about the child. The address does not say which."""
    return f"/record/{quote(slug)}/" + (f"?for={opaque.word(slug, expectation)}" if expectation else "")


def codes(slug: str) -> str:
    """What is recorded about the child in codes that no rule reads."""
    return f"/child/{quote(slug)}/codes/"


def belongs(slug: str) -> str:
    """Who may belong to the child's family."""
    return f"/child/{quote(slug)}/belongs/"


def visit(slug: str) -> str:
    """Record a visit to a child and its brothers and sisters: everything that is owed and can be asked there, in one form."""
    return f"/visit/{quote(slug)}/"


def decide(slug: str, expectation: str) -> str:
    """Say why something owed is not done. The address does not say what."""
    return f"/decide/{quote(slug)}/?for={opaque.word(slug, expectation)}"


def pattern(indicator: str) -> str:
    """A pattern's place in the page: following it puts it into the address."""
    return f"pattern-{opaque.word('pattern', indicator)}"


def happened(slug: str) -> str:
    """Record something that happened; nothing need be owed."""
    return f"/happened/{quote(slug)}/"


def knowledge(item: str) -> str:
    """The page that explains an indicator or an expectation, with its sources and examples."""
    return f"/knowledge/{quote(item)}/"
