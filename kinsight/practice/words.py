"""Says in plain words what makes a pattern hold and a response owed, from the rule itself, so the two never differ."""

from itertools import groupby

from kinsight.practice import durations, roles
from kinsight.practice.flatten import AnInput, members
from kinsight.practice.formats import (
    BEFORE_BIRTH,
    GROWN_UP,
    AgeTrigger,
    AllInput,
    AnyInput,
    AtLeastInput,
    ConceptInput,
    ConceptTrigger,
    Expectation,
    Indicator,
    OnsetInput,
    SpellInput,
)
from kinsight.practice.knowledge import Knowledge


def rule(knowledge: Knowledge, indicator: Indicator) -> str:
    """One sentence: "At least 3 of these, about the child, each counting for 12 months: not brought; …." """
    when = indicator.when
    parts = _list(knowledge, list(when.inputs))
    head = _head(when.need, len(when.inputs))
    return f"{head}{parts}{_ages(when.from_age, when.until_age)}."


def owed(knowledge: Knowledge, expectation: Expectation) -> str:
    """Two sentences: what makes it owed and by when; what counts as done."""
    again = f", and again every {durations.in_words(expectation.repeat)}" if expectation.repeat else ""
    ages = _ages(expectation.after.from_age, expectation.after.until_age)
    done = _or([f"{_title(knowledge, one.concept)}, about {roles.in_words(one.about)}" for one in expectation.met_by])
    due = "at once" if not durations.days(expectation.due) else f"within {durations.in_words(expectation.due)}"
    trigger = f"Owed {due} of this: {_trigger(knowledge, expectation)}{ages}{again}."
    return f"{trigger} Done when recorded: {done}{_back(expectation)}."


def _trigger(knowledge: Knowledge, expectation: Expectation) -> str:
    after = expectation.after
    if isinstance(after, AgeTrigger):
        return _age_reached(after.age)
    if isinstance(after, ConceptTrigger):
        return f"{_title(knowledge, after.concept)}, about {roles.in_words(after.about)}"
    while_it = "while this holds: " if expectation.repeat else "this begins: "
    return f"{while_it}{_named(knowledge, after.indicator)}"


def _age_reached(age: str) -> str:
    if age.startswith("-"):
        return f"{durations.in_words(age[1:])} before the expected or actual birth"
    return f"the child is {durations.in_words(age)} old" if durations.days(age) else "the child is born"


def _back(expectation: Expectation) -> str:
    back = f"up to {durations.in_words(expectation.lookback)} before counts too"
    return f" ({back})" if durations.days(expectation.lookback) else ""


def _head(need: int, among: int) -> str:
    if among == 1:
        return "" if need == 1 else f"At least {need} at one time of: "
    if need == 1:
        return "Any of these: "
    return "All of these at one time: " if need == among else f"At least {need} at one time of these: "


def _list(knowledge: Knowledge, parts: list[AnInput]) -> str:
    """The inputs, those that say who and how long alike said together."""
    said = []
    for tail, group in groupby(parts, key=_tail):
        said.append("; ".join(_one(knowledge, part) for part in group) + tail)
    return "; ".join(said)


def _tail(part: AnInput) -> str:
    if isinstance(part, ConceptInput):
        return f" (about {roles.in_words(part.about)}, {_lasting(part.lasts)})"
    return f" ({_lasting(part.lasts)})" if isinstance(part, OnsetInput) else ""


def _lasting(lasts: str) -> str:
    if lasts == durations.EVER:
        return "at any time before"
    return "while open" if lasts == durations.WHILE_OPEN else f"within {durations.in_words(lasts)}"


def _one(knowledge: Knowledge, part: AnInput) -> str:
    if isinstance(part, AnyInput | AllInput | AtLeastInput):
        return _group(knowledge, part)
    if isinstance(part, ConceptInput):
        return _title(knowledge, part.concept)
    if isinstance(part, SpellInput):
        return _named(knowledge, part.indicator)
    if isinstance(part, OnsetInput):
        return f"{_named(knowledge, part.onset_of)} began"
    owing = knowledge.expectations.get(part.overdue)
    return f"overdue: {_lower(owing.title if owing else part.overdue)}"


def _group(knowledge: Knowledge, part: AnyInput | AllInput | AtLeastInput) -> str:
    need, inside = members(part)
    if len(inside) == 1:
        return _list(knowledge, inside)
    head = "any of" if need == 1 else "all of" if need == len(inside) else f"at least {need} of"
    return f"{head} [{_list(knowledge, inside)}]"


def _title(knowledge: Knowledge, concept: str) -> str:
    known = knowledge.concepts.get(concept)
    return _lower(known.title) if known else concept


def _named(knowledge: Knowledge, indicator: str) -> str:
    known = knowledge.indicators.get(indicator)
    return f"“{known.title if known else indicator}”"


def _lower(title: str) -> str:
    """A title inside a sentence: small first letter, unless the first word is an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _ages(from_age: str, until_age: str) -> str:
    start = f" from {_age(from_age)}" if from_age != BEFORE_BIRTH else ""
    end = f" until {_age(until_age)}" if until_age != GROWN_UP else ""
    return f", counted{start}{end}" if start or end else ""


def _age(age: str) -> str:
    if not durations.days(age):
        return "birth"
    return f"{durations.in_words(age[1:])} before birth" if age[0] == "-" else f"the age of {durations.in_words(age)}"


def _or(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; or {parts[-1]}"
