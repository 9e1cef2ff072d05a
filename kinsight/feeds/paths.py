"""SQL expressions of what stands at a path of a resource."""

from collections.abc import Iterable


def text(path: str) -> str:
    """SQL expression of the text at a path that has no list in it."""
    if path.startswith("meta."):
        return path
    name, _, rest = path.partition(".")
    return f"({quoted(name)}->>'$.{rest}')" if rest else quoted(name)


def quoted(name: str) -> str:
    return f'"{name}"'


def first_reference(path: str, kind: str) -> str:
    """The reference at a path; of a list, the first that has `kind` in it. (A pattern over the list costs five times as much.)"""
    name, many, below = path.partition("[]")
    if not many:
        return f"({quoted(name)}->>'$.reference')"
    return (
        f"list_filter(json_extract_string({quoted(name)}, '$[*]{below}.reference'), lambda r: contains(r, '{kind}'))[1]"
    )


def any_of(expressions: Iterable[str]) -> str:
    """The first that has something."""
    return f"coalesce({', '.join([*expressions, 'NULL', 'NULL'])})"
