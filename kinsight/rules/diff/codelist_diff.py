"""Which rows of the codelists came, went, or now mean another concept."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kinsight.rules.schema.formats import CodeRow

#: A code with its condition: what one record matches.
Condition = tuple[str, str, str, float | None, float | None, str]
Part = tuple[str, str, str]
_ABOUT = ("term", "document", "seen", "file")


@dataclass(frozen=True)
class Changed:
    what: Literal["added", "removed", "changed", "moved"]
    name: str
    term: str
    parts: tuple[Part, ...]


def changes(old: Iterable[CodeRow], new: Iterable[CodeRow]) -> Iterator[Changed]:
    """In the order of systems and codes. A row moved when its condition lost one concept and gained one."""
    before, after = _by_condition(old), _by_condition(new)
    for condition in sorted(before.keys() | after.keys(), key=str):
        yield from _of_condition(_name(condition), before[condition], after[condition])


def _by_condition(rows: Iterable[CodeRow]) -> defaultdict[Condition, dict[str, CodeRow]]:
    found: defaultdict[Condition, dict[str, CodeRow]] = defaultdict(dict)
    for row in rows:
        found[row.system, row.code, row.status, row.low, row.high, row.unit][row.concept] = row
    return found


def _of_condition(name: str, before: dict[str, CodeRow], after: dict[str, CodeRow]) -> Iterator[Changed]:
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if len(gone) == len(come) == 1:
        (was,), (now,) = gone, come
        yield Changed("moved", name, after[now].term, (("concept", was, now), *_parts(before[was], after[now])))
        gone, come = [], []
    yield from (Changed("removed", name, before[one].term, (("concept", one, ""),)) for one in gone)
    yield from (Changed("added", name, after[one].term, (("concept", "", one),)) for one in come)
    for one in sorted(before.keys() & after.keys()):
        if parts := _parts(before[one], after[one]):
            yield Changed("changed", name, after[one].term, parts)


def _parts(before: CodeRow, after: CodeRow) -> tuple[Part, ...]:
    found = [(field, str(getattr(before, field)), str(getattr(after, field))) for field in _ABOUT]
    return tuple(part for part in found if part[1] != part[2])


def _name(condition: Condition) -> str:
    system, code, status, low, high, unit = condition
    limits = [f"from {low:g}" if low is not None else "", f"below {high:g}" if high is not None else "", unit, status]
    return " ".join(filter(None, (system, code, *limits)))
