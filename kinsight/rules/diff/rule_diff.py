"""Says what changed between two knowledges in the sense of each rule, not line by line of its file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kinsight.rules.diff import codelist_diff, rule_fields
from kinsight.rules.diff.codelist_diff import Changed
from kinsight.rules.diff.rule_fields import Said
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import Rule, name_of, peers

What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Part:
    """One thing that a rule says otherwise; empty text where it said nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """`kind`: one of `_KINDS`, or code. `parts` of what is added say what it is."""

    what: What
    kind: str
    name: str
    title: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Difference:
    old: str
    new: str
    changes: tuple[Change, ...]


#: Kind → where a knowledge keeps it, and how one of it is told field by field.
Tell = Callable[[Knowledge, Any], Said]
#: What is told of something new: the rest is in its file, and `knowledge show` says it.
_GIST = {
    "says",
    "stance",
    "rule",
    "met by",
    "makes",
    "asked of",
    "owner",
    "owner later",
    "in force",
    "pages",
    "examples",
    "day",
    "sensitive",
    "edition",
}
_KINDS: dict[str, tuple[str, Tell]] = {
    "indicator": ("indicators", rule_fields.of_indicator),
    "expectation": ("expectations", rule_fields.of_expectation),
    "derivation": ("derivations", rule_fields.of_derivation),
    "question": ("questions", rule_fields.of_question),
    "owner": ("owners", rule_fields.of_owner),
    "setting": ("settings", rule_fields.of_setting),
    "concept": ("concepts", rule_fields.of_concept),
    "source": ("sources", rule_fields.of_source),
    "catalogue": ("catalogue", rule_fields.of_catalogue),
}


def difference(old: Knowledge, new: Knowledge) -> Difference:
    """What to tell someone who knew the old knowledge, in the order of kinds and names."""
    found = [change for kind in _KINDS for change in _of_kind(kind, old, new)]
    moved = [_code(one) for one in codelist_diff.changes(old.codelist, new.codelist)]
    return Difference(old.version, new.version, (*found, *moved))


def _of_kind(kind: str, old: Knowledge, new: Knowledge) -> Iterator[Change]:
    place, tell = _KINDS[kind]
    before: Mapping[str, Any] = getattr(old, place)
    after: Mapping[str, Any] = getattr(new, place)
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield Change("removed", kind, name, rule_fields.title(before[name]), _gone(new, before[name]))
        elif name not in before:
            yield Change("added", kind, name, rule_fields.title(after[name]), _came(kind, old, new, after[name]))
        elif parts := _parts(tell(old, before[name]), tell(new, after[name])):
            yield Change("changed", kind, name, rule_fields.title(after[name]), parts)


def _parts(before: Said, after: Said) -> tuple[Part, ...]:
    """Fields that differ. How it is written is told only where no words differ."""
    found = [
        Part(field, *_differing(before.get(field, ""), after.get(field, "")))
        for field in {**before, **after}
        if before.get(field, "") != after.get(field, "")
    ]
    found = [part for part in found if part.before or part.after]
    return tuple(part for part in found if part.field != rule_fields.LAST or len(found) == 1)


def _differing(before: str | tuple[str, ...], after: str | tuple[str, ...]) -> tuple[str, str]:
    """Text as it is; of sets, what went and what came."""
    if isinstance(before, str) and isinstance(after, str):
        return before, after
    return _without(before, after), _without(after, before)


def _without(some: str | tuple[str, ...], others: str | tuple[str, ...]) -> str:
    left = [one.split(rule_fields.HIDDEN)[0] for one in some or () if one not in (others or ())]
    return "; ".join(left)


def _came(kind: str, old: Knowledge, new: Knowledge, item: Any) -> tuple[Part, ...]:
    """The gist of a new item; of a rule that took over, what it says otherwise than the earlier one did."""
    tell = _KINDS[kind][1]
    earlier = peers(old, item).get(item.replaces or "") if isinstance(item, Rule) else None
    if earlier is not None:
        return _parts(tell(old, earlier), tell(new, item))
    return tuple(part for part in _parts({}, tell(new, item)) if part.field in _GIST)


def _gone(new: Knowledge, item: Any) -> tuple[Part, ...]:
    """Which rule says that it took over, of one that is no longer there."""
    if not isinstance(item, Rule):
        return ()
    heirs = [name_of(other) for other in peers(new, item).values() if other.replaces == name_of(item)]
    return (Part("replaced by", "", ", ".join(heirs)),) if heirs else ()


def _code(one: Changed) -> Change:
    parts = tuple(Part(field, before, after) for field, before, after in one.parts)
    return Change(one.what, "code", one.name, one.term, parts)
