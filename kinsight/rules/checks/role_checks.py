"""Says where all roles are written one by one: `anyone` says the same, and nobody overlooks that one is missing."""

from collections.abc import Callable, Iterator
from typing import Any

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema import roles

Path = tuple[str | int, ...]


def roles_spelled_out(shelf: Shelf) -> Iterator[Problem]:
    for (kind, name), place in shelf.places.items():
        for path in _everyone(place.document.part(*place.path)):
            yield shelf.problem(kind, name, "lists every role", "Write `about: anyone`", *path, warning=True)


def _everyone(data: Any, path: Path = ()) -> Iterator[Path]:
    """Path of each `about` that is a list of all roles."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in steps:
        if step == "about" and isinstance(part, list) and roles.are_all(part):
            yield (*path, step)
        else:
            yield from _everyone(part, (*path, step))


EDITORIAL: tuple[Callable[[Shelf], Iterator[Problem]], ...] = (roles_spelled_out,)
