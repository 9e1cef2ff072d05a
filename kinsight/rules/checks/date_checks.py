"""Says what is wrong with when a rule is in force, what it replaces, and who owes it at which age."""

from collections.abc import Callable, Iterator
from datetime import date

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import LOCAL, Shelf
from kinsight.rules.schema.durations import EVER, days
from kinsight.rules.schema.formats import SettingDay
from kinsight.rules.schema.in_force import LIVE_FROM
from kinsight.rules.schema.lineage import Rule, kind_of, name_of

Found = Iterator[Problem]
_LIMITS = {"from": "from_", "until": "until"}


def _items(shelf: Shelf) -> Iterator[tuple[str, str, Rule]]:
    yield from ((f"{kind_of(one)}s", name_of(one), one) for one in shelf.knowledge.rules())


def _earlier(shelf: Shelf) -> Iterator[tuple[str, str, Rule, Rule]]:
    """Every rule that replaces one of its own kind, with that one."""
    for kind, name, item in _items(shelf):
        before = getattr(shelf.knowledge, kind).get(item.replaces)
        if before is not None:
            yield kind, name, item, before


def settings_unknown(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        for word, field in _LIMITS.items():
            limit = getattr(item.in_force, field)
            if isinstance(limit, SettingDay) and limit.setting not in shelf.knowledge.settings:
                what = f"unknown setting {limit.setting!r}"
                yield shelf.problem(kind, name, what, "Add it to settings.yaml, or correct it", "in_force", word)


def local_settings_unknown(shelf: Shelf) -> Found:
    for name in shelf.knowledge.local.keys() - shelf.knowledge.settings.keys():
        known = ", ".join(sorted(shelf.knowledge.settings)) or "none"
        yield shelf.problem("local", name, f"unknown setting {name!r}", f"{LOCAL} may set: {known}", "setting")


def settings_uncited(shelf: Shelf) -> Found:
    for name, setting in shelf.knowledge.settings.items():
        for place, cited in enumerate(setting.sources):
            if cited.document not in shelf.knowledge.sources:
                what = f"unknown source document {cited.document!r}"
                path = ("sources", place, "document")
                yield shelf.problem("settings", name, what, "Add it to sources.yaml, or correct it", *path)


def worth_for_ever(shelf: Shelf) -> Found:
    """What stays owed for ever fills the list of everyone who comes after: it needs a reason."""
    for name, item in shelf.knowledge.expectations.items():
        if item.worth_until == EVER and not item.worth_because.strip():
            do = "Say in `worth_because` why, or until when it is worth doing"
            yield shelf.problem("expectations", name, "is worth doing for ever without a reason", do, "worth_until")


def never_in_force(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        start, end = item.in_force.from_, item.in_force.until
        if isinstance(start, date) and isinstance(end, date) and end <= start:
            what = f"no day is on or after {start} and before {end}"
            yield shelf.problem(kind, name, what, "Correct the days", "in_force", "until")


def replaced_unknown(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        if item.replaces is not None and item.replaces not in getattr(shelf.knowledge, kind):
            what = f"replaces {item.replaces!r}, and no {kind.removesuffix('s')} is called so"
            yield shelf.problem(kind, name, what, "Keep the earlier rule, with its last day", "replaces")


def replaced_in_a_circle(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        seen, before = {name}, item
        while before.replaces in getattr(shelf.knowledge, kind) and before.replaces not in seen:
            seen.add(str(before.replaces))
            before = getattr(shelf.knowledge, kind)[before.replaces]
        if before.replaces == name:
            yield shelf.problem(kind, name, "replaces itself in the end", "Break the circle", "replaces")


def replaced_still_in_force(shelf: Shelf) -> Found:
    for kind, name, item, before in _earlier(shelf):
        end, start = before.in_force.until, item.in_force.from_
        both_dates = isinstance(end, date) and isinstance(start, date)
        follows = end <= start if both_dates else end is not None and end == start  # type: ignore[operator]
        if not follows:
            what = f"{item.replaces!r} does not end when this one begins"
            yield shelf.problem(kind, name, what, "Give it `in_force: {until: …}`: this one's first day", "replaces")


def owners_unreached(shelf: Shelf) -> Found:
    for name, item in shelf.knowledge.expectations.items():
        low, high, seen = days(item.after.from_age), days(item.after.until_age), {days(item.after.from_age)}
        for age in item.owner_from:
            if not low < days(age) < high or days(age) in seen:
                what = f"from {age} on, nobody newly owes this"
                do = "Give an age after its first and before its last, each once"
                yield shelf.problem("expectations", name, what, do, "owner_from", age)
            seen.add(days(age))


def settings_dead(shelf: Shelf) -> Found:
    limits = [getattr(item.in_force, field) for _, _, item in _items(shelf) for field in _LIMITS.values()]
    used = {limit.setting for limit in limits if isinstance(limit, SettingDay)}
    for name in shelf.knowledge.settings.keys() - used - {LIVE_FROM}:
        yield shelf.problem("settings", name, f"no rule waits for {name!r}", "Use it, or take it out", warning=True)


def example_setting_unknown(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        for place, example in enumerate(item.examples):
            for supposed in example.settings.keys() - shelf.knowledge.settings.keys():
                path = ("examples", place, "settings", supposed)
                yield shelf.problem(kind, name, f"unknown setting {supposed!r}", "Add it to settings.yaml", *path)


BREAKING: tuple[Callable[[Shelf], Found], ...] = (
    settings_unknown,
    local_settings_unknown,
    never_in_force,
    replaced_unknown,
    replaced_in_a_circle,
    replaced_still_in_force,
    owners_unreached,
)
EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    settings_uncited,
    settings_dead,
    example_setting_unknown,
    worth_for_ever,
)
