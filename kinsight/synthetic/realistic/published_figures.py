"""How common things are and how completely they are coded: two data files, typed. Each figure has a source or is called an assumption."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Figure:
    """A share of 1, or a number a year, `of` whom; read in `source` at `where`, or an `assumption` and why."""

    name: str
    value: float
    of: str
    source: str = ""
    where: str = ""
    assumption: str = ""


@dataclass(frozen=True)
class Document:
    """Where figures were read: what it is called, who published it and when, and the month in which it was seen."""

    name: str
    title: str
    publisher: str
    published: str
    seen: str
    url: str


@dataclass(frozen=True)
class Completeness:
    """The share of what happens that becomes a code. Without a source it is an assumption."""

    name: str
    share: float
    says: str = ""
    source: str = ""
    where: str = ""


@cache
def document(name: str) -> Any:
    """The data file NAME.yaml of this room."""
    return yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def figures() -> dict[str, Figure]:
    """Every figure by its name."""
    return {name: Figure(name, **row) for name, row in document("figures")["figures"].items()}


@cache
def sources() -> dict[str, Document]:
    """Every document that a figure or a completeness was read in, by its name."""
    rows = document("figures")["sources"].items()
    return {name: Document(name, **{field: str(value) for field, value in row.items()}) for name, row in rows}


@cache
def completeness() -> dict[str, Completeness]:
    """Every kind of fact whose coding is incomplete, by its name."""
    return {name: Completeness(name, **row) for name, row in document("completeness").items()}
