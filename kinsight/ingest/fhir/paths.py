"""SQL expressions of what stands at a path of a resource."""

from collections.abc import Iterable

from kinsight.ingest.fhir import elements


def text(path: str) -> str:
    """SQL expression of the text at a path that has no list in it."""
    if path.startswith("meta."):
        return path
    name, _, rest = path.partition(".")
    if rest and name in elements.REFERENCES:
        return f'{quoted(name)}."{rest}"'
    return f"({quoted(name)}->>'$.{rest}')" if rest else quoted(name)


def quoted(name: str) -> str:
    return f'"{name}"'


def first_reference(path: str, kind: str) -> str:
    """The reference at a path; of a list, the first that has `kind` in it: nearly always none has, or the first of all."""
    name, many, below = path.partition("[]")
    if not many:
        return text(f"{name}.reference")
    first = f"({quoted(name)}->>'$[0]{below}.reference')"
    every = f"json_extract_string({quoted(name)}, '$[*]{below}.reference')"
    return f"""CASE WHEN NOT contains({quoted(name)}::VARCHAR, '{kind}') THEN NULL WHEN contains({first}, '{kind}') THEN {first}
        ELSE list_filter({every}, lambda r: contains(r, '{kind}'))[1] END"""


def any_of(expressions: Iterable[str]) -> str:
    """The first that has something."""
    return f"coalesce({', '.join([*expressions, 'NULL', 'NULL'])})"


def listed_words(words: Iterable[str]) -> str:
    """SQL of these words as a list of literals."""
    return ", ".join(f"'{word}'" for word in words)
