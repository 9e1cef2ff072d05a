"""Says in plain words what makes a pattern hold and a response owed, from the rule itself, so the two never differ."""

from datetime import date

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.formats import (
    BEFORE_BIRTH,
    GROWN_UP,
    AgeTrigger,
    ConceptTrigger,
    Expectation,
    Indicator,
    IndicatorTrigger,
    RuleHead,
    SettingDay,
)
from kinsight.rules.schema.grammar import AnInput, ConceptInput, Group, OnsetInput, OverdueInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge


def rule(knowledge: Knowledge, indicator: Indicator) -> str:
    """One sentence: "At least 3 of these within 12 months, about the child: not brought; cancelled by the carer." """
    when = indicator.when
    said = _inputs(knowledge, when.need, list(when.inputs))
    return _together(_sentence(f"{said}{_ages(when.from_age, when.until_age)}"), in_force(knowledge, indicator))


def rule_lines(knowledge: Knowledge, indicator: Indicator) -> tuple[str, list[str]]:
    """The same rule for a page: what comes before the list ("Any of these", or nothing), and the list."""
    when = indicator.when
    head, said = _level(knowledge, when.need, list(when.inputs))
    ages = _ages(when.from_age, when.until_age)
    lines = said if head else [f"{said[0]}{ages}"]
    return _capital(f"{head}{ages}") if head else "", [_capital(line) for line in lines]


def owed(knowledge: Knowledge, expectation: Expectation) -> str:
    """After what it is owed, by when and for how long; what counts as done; who owes it as the child grows; when that is in force."""
    done = _sentence(f"Done when this is recorded: {_or(answers(knowledge, expectation))}{_back(expectation)}")
    when, worth = when_owed(knowledge, expectation), worth_while(expectation)
    return _together(when, worth, done, owners(expectation), in_force(knowledge, expectation))


def worth_while(expectation: Expectation) -> str:
    """For how long after its due day doing it still helps."""
    if expectation.worth_until == durations.EVER:
        return "Worth doing for as long as it takes."
    return f"Worth doing for {durations.in_words(expectation.worth_until)} after that; then it lapses, unanswered."


def when_owed(knowledge: Knowledge, expectation: Expectation) -> str:
    ages = _ages(expectation.after.from_age, expectation.after.until_age)
    due = f"within {durations.in_words(expectation.due)} of" if durations.days(expectation.due) else "on the day of"
    return _sentence(f"Owed {due} {_trigger(knowledge, expectation)}{_again(expectation)}{ages}")


def answers(knowledge: Knowledge, expectation: Expectation) -> list[str]:
    """What counts as done, and about whom: any one of these."""
    return [_with_tail(_title(knowledge, one.concept), roles.in_words(one.about)) for one in expectation.met_by]


def owners(expectation: Expectation) -> str:
    """Who owes it as the child grows; nothing when it is always the same."""
    if not expectation.owner_from:
        return ""
    steps = sorted(expectation.owner_from.items(), key=lambda step: durations.days(step[0]))
    later = [f"from {_age(age)} by: {owner.replace('-', ' ')}" for age, owner in steps]
    return _sentence(f"Owed by: {expectation.owner.replace('-', ' ')}; {'; '.join(later)}")


def in_force(knowledge: Knowledge, item: RuleHead) -> str:
    """When the rule applies, in one sentence; nothing when it always does."""
    said = [
        _limit(knowledge, word, day) for word, day in (("from", item.in_force.from_), ("until", item.in_force.until))
    ]
    return _sentence(f"in force {' '.join(filter(None, said))}") if any(said) else ""


def _limit(knowledge: Knowledge, word: str, day: date | SettingDay | None) -> str:
    if day is None:
        return ""
    if isinstance(day, date):
        return f"{word} {_day(day)}"
    given, setting = knowledge.given.get(day.setting), knowledge.settings.get(day.setting)
    named = f"the day of “{setting.title if setting else day.setting}”"
    return f"{word} {named} ({_day(given) if given else 'no day is set, so it has not come'})"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _trigger(knowledge: Knowledge, expectation: Expectation) -> str:
    after = expectation.after
    if isinstance(after, AgeTrigger):
        return _age_reached(after.age)
    if isinstance(after, ConceptTrigger):
        return f"this: {_with_tail(_title(knowledge, after.concept), roles.in_words(after.about))}"
    return f"the start of {_named(knowledge, after.indicator)}"


def _age_reached(age: str) -> str:
    if age.startswith("-"):
        return f"{durations.in_words(age[1:])} before birth is due"
    return f"the child being {durations.in_words(age)} old" if durations.days(age) else "birth"


def _again(expectation: Expectation) -> str:
    if not expectation.repeat:
        return ""
    bound = " while it holds" if isinstance(expectation.after, IndicatorTrigger) else ""
    return f", and again every {durations.in_words(expectation.repeat)}{bound}"


def _back(expectation: Expectation) -> str:
    back = f"up to {durations.in_words(expectation.lookback)} before counts too"
    return f"; {back}" if durations.days(expectation.lookback) else ""


def _inputs(knowledge: Knowledge, need: int, parts: list[AnInput], distinct: bool = False) -> str:
    head, said = _level(knowledge, need, parts, distinct)
    return f"{head}: {'; '.join(said)}" if head else said[0]


def _level(knowledge: Knowledge, need: int, parts: list[AnInput], distinct: bool = False) -> tuple[str, list[str]]:
    """What comes before the inputs, and each input. What all share (how long, about whom) is said once, before."""
    if len(parts) == 1 and isinstance(parts[0], Group):
        needed, _, inside = parts[0].needed()
        return _level(knowledge, needed, inside, distinct=True)
    bare = [_unwrapped(part) for part in parts]
    if len(parts) == need == 1:
        return "", [_with_tail(_one(knowledge, bare[0]), _join(_length(bare[0]), _about(bare[0])))]
    length, about = _shared([_length(part) for part in bare]), _shared([_about(part) for part in bare])
    said = [
        _with_tail(_one(knowledge, part), _join("" if length else _length(part), "" if about else _about(part)))
        for part in bare
    ]
    return " ".join(filter(None, [_head(need, parts, distinct), _join(length, about)])), said


def _unwrapped(part: AnInput) -> AnInput:
    """A group of one is said as that one."""
    inside = part.needed()[2] if isinstance(part, Group) else []
    return _unwrapped(inside[0]) if len(inside) == 1 else part


def _shared(tails: list[str]) -> str:
    return tails[0] if len(set(tails)) == 1 else ""


def _join(*tails: str) -> str:
    return ", ".join(filter(None, tails))


def _head(need: int, parts: list[AnInput], distinct: bool) -> str:
    """Facts of one kind count each time, except in a group, where each input counts once (see `flatten`)."""
    if need == 1:
        return "any of these"
    repeats = not distinct and any(isinstance(part, ConceptInput | OnsetInput | OverdueInput) for part in parts)
    return f"at least {need} of these" if repeats or need < len(parts) else "all of these at one time"


def _length(part: AnInput) -> str:
    return _lasting(part.lasts) if isinstance(part, ConceptInput | OnsetInput) else ""


def _about(part: AnInput) -> str:
    return f"about {roles.in_words(part.about)}" if isinstance(part, ConceptInput) else ""


def _with_tail(said: str, tail: str) -> str:
    return f"{said} ({tail})" if tail else said


def _lasting(lasts: str) -> str:
    if lasts == durations.EVER:
        return "at any time before"
    return "while open" if lasts == durations.WHILE_OPEN else f"within {durations.in_words(lasts)}"


def _one(knowledge: Knowledge, part: AnInput) -> str:
    if isinstance(part, Group):
        return _group(knowledge, part)
    if isinstance(part, ConceptInput):
        return _title(knowledge, part.concept)
    if isinstance(part, SpellInput):
        return f"{_named(knowledge, part.indicator)} holds"
    if isinstance(part, OnsetInput):
        return f"{_named(knowledge, part.onset_of)} began"
    if isinstance(part, OverdueInput):
        owing = knowledge.expectations.get(part.overdue)
        return f"overdue: “{owing.title if owing else part.overdue}”"
    raise TypeError(f"no words for an input of kind {type(part).__name__}")


def _group(knowledge: Knowledge, part: Group) -> str:
    need, _, inside = part.needed()
    return f"[{_inputs(knowledge, need, inside, distinct=True)}]"


def _title(knowledge: Knowledge, concept: str) -> str:
    known = knowledge.concepts.get(concept)
    return _lower(known.title) if known else concept


def _named(knowledge: Knowledge, indicator: str) -> str:
    known = knowledge.indicators.get(indicator)
    return f"“{known.title if known else indicator}”"


def _lower(title: str) -> str:
    """A title inside a sentence: small first letter, unless the first word is an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _together(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _sentence(said: str) -> str:
    return f"{_capital(said)}."


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]


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
