"""Says each part of a rule as CQL: which function of the two hand-written libraries means it."""

from collections.abc import Sequence
from datetime import date

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.formats import (
    AgeTrigger,
    Concept,
    ConceptTrigger,
    Expectation,
    Indicator,
    IndicatorTrigger,
    InForce,
    Response,
    SettingDay,
    Trigger,
    When,
)
from kinsight.rules.schema.grammar import AnInput, ConceptInput, Group, OnsetInput, OverdueInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge

INDENT = "  "


def spells_of(knowledge: Knowledge, one: Indicator) -> str:
    """The days on which a whole rule holds, as one expression of several lines."""
    parts, window = list(one.when.inputs), window_of(one.indicator)
    return _enough(knowledge, one.when.need, parts, window, INDENT, once=False, force=in_force(one.in_force))


def bounds(ages: When | Trigger) -> str:
    """The ages between which anything counts for a child."""
    return f'Family."Ages"({durations.days(ages.from_age)}, {durations.days(ages.until_age)})'


def worth_of(one: Expectation) -> str:
    """For how many days after its trigger doing it is worth while; null for ever."""
    if one.worth_until == durations.EVER:
        return "null as Integer"
    return str(durations.days(one.due) + durations.days(one.worth_until))


def in_force(force: InForce) -> str:
    """The days on which a rule applies; nothing when it always does."""
    if force == InForce():
        return ""
    return f"Tuple {{ since: {_day(force.from_, 'Always')}, until: {_day(force.until, 'Never')} }}"


def _day(said: date | SettingDay | None, otherwise: str) -> str:
    """A setting without a day has not come: it neither begins nor ends anything."""
    if isinstance(said, SettingDay):
        return setting_of(said.setting)
    return f'Days."{otherwise}"' if said is None else f"@{said.isoformat()}"


def _enough(
    knowledge: Knowledge, need: int, parts: Sequence[AnInput], window: str, indent: str, *, once: bool, force: str = ""
) -> str:
    deeper = indent + INDENT
    said = [_input(knowledge, part, window, deeper) for part in parts]
    listed = f",\n{deeper}".join(f'Days."Once"({one})' if once else one for one in said)
    all_of_them = f"flatten {{\n{deeper}{listed}\n{indent}}}"
    counted = f'Days."Clip"({all_of_them}, {force})' if force else all_of_them
    return f'Days."Spells"({counted}, {need})'


def _input(knowledge: Knowledge, part: AnInput, window: str, indent: str) -> str:
    if isinstance(part, ConceptInput):
        return relevant_facts(_counted(knowledge, part), part.concept, part.about, window)
    return f'Days."Clip"({_whole(knowledge, part, window, indent)}, {window})'


def _whole(knowledge: Knowledge, part: AnInput, window: str, indent: str) -> str:
    if isinstance(part, SpellInput):
        return days_of(part.indicator)
    if isinstance(part, OnsetInput):
        return _onset(part)
    if isinstance(part, OverdueInput):
        return overdue_of(part.overdue)
    if isinstance(part, Group):
        need, _, inside = part.needed()
        return _enough(knowledge, need, inside, window, indent, once=True)
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


def relevant_facts(counted: str, concept: str, about: roles.About, window: str) -> str:
    return f'Family."Bearing"({counted}, {facts_of(concept)}, {roles_of(about)}, {window})'


def triggers_of(one: Expectation) -> str:
    """What makes the response owed, as an expression: on days on which the expectation is in force."""
    said, force = _triggers(one), in_force(one.in_force)
    return f'Days."Beginning"({said}, {force})' if force else said


def _triggers(one: Expectation) -> str:
    after, window = one.after, window_of(one.expectation)
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


def setting_of(setting: str) -> str:
    return f'"{setting}"'


def window_of(rule: str) -> str:
    return f'"{rule} window"'


def overdue_of(expectation: str) -> str:
    return f'"{expectation} overdue days"'


def roles_of(about: roles.About) -> str:
    return "{ " + ", ".join(f"'{role}'" for role in roles.expand(about)) + " }"
