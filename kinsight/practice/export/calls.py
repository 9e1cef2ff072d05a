"""Says each part of a rule as CQL: which function of the two hand-written libraries means it."""

from kinsight.practice import durations, roles
from kinsight.practice.flatten import AnInput, Group, members
from kinsight.practice.formats import (
    AgeTrigger,
    AllInput,
    AnyInput,
    AtLeastInput,
    Concept,
    ConceptInput,
    ConceptTrigger,
    Expectation,
    IndicatorTrigger,
    OnsetInput,
    OverdueInput,
    Response,
    SpellInput,
    When,
)  # fmt: skip
from kinsight.practice.knowledge import Knowledge

INDENT = "  "


def runs_of(knowledge: Knowledge, when: When) -> str:
    """The spells of a whole rule, as one expression of several lines."""
    return _enough(
        knowledge, when.need, list(when.inputs), window_of(when.from_age, when.until_age), INDENT, once=False
    )


def window_of(from_age: str, until_age: str) -> str:
    """The days between which anything counts for a child. What else bounds them (days a rule is in force) belongs here."""
    return f'Family."Ages"({durations.days(from_age)}, {durations.days(until_age)})'


def _enough(knowledge: Knowledge, need: int, parts: list[AnInput], window: str, indent: str, once: bool) -> str:
    deeper = indent + INDENT
    said = [_input(knowledge, part, window, deeper) for part in parts]
    listed = f",\n{deeper}".join(f'Days."Once"({one})' if once else one for one in said)
    return f'Days."Spells"(flatten {{\n{deeper}{listed}\n{indent}}}, {need})'


def _input(knowledge: Knowledge, part: AnInput, window: str, indent: str) -> str:
    if isinstance(part, ConceptInput):
        return bearing(_counted(knowledge, part), part.concept, part.about, window)
    return f'Days."Clip"({_whole(knowledge, part, window, indent)}, {window})'


def _whole(knowledge: Knowledge, part: SpellInput | OnsetInput | OverdueInput | Group, window: str, indent: str) -> str:
    if isinstance(part, SpellInput):
        return days_of(part.indicator)
    if isinstance(part, OnsetInput):
        return _onset(part)
    if isinstance(part, OverdueInput):
        return overdue_of(part.overdue)
    if isinstance(part, AnyInput | AllInput | AtLeastInput):
        return _enough(knowledge, *members(part), window, indent, once=True)
    raise TypeError(f"no CQL for an input of kind {type(part).__name__}")


def _onset(part: OnsetInput) -> str:
    if part.lasts == durations.EVER:
        return f'Days."Ever after onset"({days_of(part.onset_of)})'
    return f'Days."After onset"({days_of(part.onset_of)}, {durations.days(part.lasts)})'


def _counted(knowledge: Knowledge, part: ConceptInput) -> str:
    facts = facts_of(part.concept)
    if part.lasts == durations.EVER:
        return f'Family."Ever"({facts})'
    if part.lasts == durations.WHILE_OPEN:
        return f'Family."While open"({facts}, {_closing(knowledge, part.concept)})'
    return f'Family."For days"({facts}, {durations.days(part.lasts)})'


def closers_of(knowledge: Knowledge, concept: str) -> list[str]:
    """The concepts whose later facts end an open one."""
    known: Concept | None = knowledge.concepts.get(concept)
    return sorted(known.closed_by) if known else []


def _closing(knowledge: Knowledge, concept: str) -> str:
    closers = [facts_of(one) for one in closers_of(knowledge, concept)]
    return closers[0] if len(closers) == 1 else f"flatten {{ {', '.join(closers)} }}" if closers else 'Family."Nothing"'


def bearing(counted: str, concept: str, about: roles.About, window: str) -> str:
    return f'Family."Bearing"({counted}, {facts_of(concept)}, {roles_of(about)}, {window})'


def triggers_of(one: Expectation) -> str:
    """What makes the response owed, as an expression."""
    after, window = one.after, window_of(one.after.from_age, one.after.until_age)
    every = durations.days(one.repeat) if one.repeat else 0
    if isinstance(after, ConceptTrigger):
        return f'Family."After facts"({facts_of(after.concept)}, {roles_of(after.about)}, {window})'
    if isinstance(after, IndicatorTrigger):
        name, spells = ("Every while it holds" if every else "From the start of"), days_of(after.indicator)
        return f'Family."{name}"({spells}, {every}, {window})' if every else f'Family."{name}"({spells}, {window})'
    return _at_age(after, every, window)


def _at_age(after: AgeTrigger, every: int, window: str) -> str:
    age = durations.days(after.age)
    return f'Family."Every from age"({age}, {every}, {window})' if every else f'Family."At age"({age}, {window})'


def answers_of(responses: list[Response]) -> str:
    """What counts as done, as an expression."""
    said = [f'Family."Answers"({facts_of(one.concept)}, {roles_of(one.about)})' for one in responses]
    return said[0] if len(said) == 1 else "flatten {\n    " + ",\n    ".join(said) + "\n  }"


def facts_of(concept: str) -> str:
    return f'"{concept} facts"'


def code_of(concept: str) -> str:
    return f'"{concept} code"'


def days_of(indicator: str) -> str:
    return f'"{indicator} days"'


def overdue_of(expectation: str) -> str:
    return f'"{expectation} overdue days"'


def roles_of(about: roles.About) -> str:
    return "{ " + ", ".join(f"'{role}'" for role in roles.expand(about)) + " }"
