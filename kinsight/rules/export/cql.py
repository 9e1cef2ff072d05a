"""Every indicator and expectation as CQL on FHIR: one library of rules that rests on two hand-written ones."""

from collections.abc import Iterable, Iterator
from importlib import resources
from textwrap import wrap

from kinsight.rules.export import calls
from kinsight.rules.export.limits import as_text, not_expressed
from kinsight.rules.schema import durations, walk
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.formats import Citation, Expectation, Indicator
from kinsight.rules.schema.grammar import ConceptInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text import derivation_words, rule_words

RULES, LOGIC = "KinsightRules", ("KinsightDays", "KinsightFamily")
Exported = Indicator | Expectation


def files(knowledge: Knowledge) -> dict[str, str]:
    """CQL libraries and NOT-EXPRESSED.md, text by name of file."""
    logic = {f"{name}.cql": _logic(name, knowledge.version) for name in LOGIC}
    return {**logic, f"{RULES}.cql": library(knowledge), "NOT-EXPRESSED.md": as_text(knowledge)}


def _logic(name: str, version: str) -> str:
    text = (resources.files(__package__) / f"{name}.cql").read_text(encoding="utf-8")
    return text.replace("@VERSION@", version)


def expressed(knowledge: Knowledge) -> tuple[list[Indicator], list[Expectation]]:
    """The rules that CQL says, in the order of their names."""
    left = not_expressed(knowledge)
    indicators = [one for name, one in sorted(knowledge.indicators.items()) if name not in left]
    return indicators, [one for name, one in sorted(knowledge.expectations.items()) if name not in left]


def library(knowledge: Knowledge) -> str:
    """The library of rules. Equal knowledge gives equal text."""
    indicators, owed = expressed(knowledge)
    concepts = concepts_of(knowledge, [*indicators, *owed])
    facts = "\n".join(_facts(one) for one in concepts)
    rules = [derivation(knowledge, one) for _, one in sorted(knowledge.derivations.items())]
    rules += [indicator(knowledge, one) for one in indicators] + [expectation(knowledge, one) for one in owed]
    text = _logic(f"{RULES}.template", knowledge.version).replace("@CODES@", "\n".join(_code(one) for one in concepts))
    return text.replace("@SETTINGS@", "\n".join(_settings(knowledge))).replace("@RULES@", "\n\n".join([facts, *rules]))


def concepts_of(knowledge: Knowledge, rules: Iterable[Exported]) -> list[str]:
    """Every concept that these rules look at, those that close an open fact included."""
    rules = list(rules)
    named = {concept for one in rules for _, concept in walk.concepts_of(one)}
    opened = {
        leaf.concept
        for one in rules
        if isinstance(one, Indicator)
        for _, leaf in walk.leaves(one)
        if isinstance(leaf, ConceptInput) and leaf.lasts == durations.WHILE_OPEN
    }
    return sorted(named | {closer for one in opened for closer in calls.closers_of(knowledge, one)})


def derivation(knowledge: Knowledge, one: Derivation) -> str:
    """What Kinsight has follow from the record, in words alone: the facts are expected among the others."""
    said = derivation_words.derivation(knowledge, one)
    return _comment(f"{one.title} (code '{one.makes}': not worked out here)", said, _cited(one.sources))


def indicator(knowledge: Knowledge, one: Indicator) -> str:
    """One indicator: its rule in words, the days on which it holds, and whether it holds on the day asked about."""
    name, shown = one.indicator, one.stance if one.shown else f"{one.stance}, a building block"
    said = _comment(f"{one.title} ({shown})", rule_words.rule(knowledge, one), _cited(one.sources))
    holds = f'define "{name}": Days."Holds"({calls.days_of(name)}, "As of")'
    window = f"define {calls.window_of(name)}: {calls.bounds(one.when)}"
    return f"{said}\n{window}\ndefine {calls.days_of(name)}:\n  {calls.spells_of(knowledge, one)}\n{holds}"


def expectation(knowledge: Knowledge, one: Expectation) -> str:
    """One expectation: what makes it owed, what answers it, and on which days it is unanswered: from the start, once due, and for good."""
    name, back, worth = one.expectation, durations.days(one.lookback), calls.worth_of(one)
    said = _comment(f"{one.title} (owed by {one.owner})", rule_words.owed(knowledge, one), _cited(one.sources))
    asked = f'"{name} triggers", "{name} answers"'
    return "\n".join(
        [
            said,
            f"define {calls.window_of(name)}: {calls.bounds(one.after)}",
            f'define "{name} triggers":\n  {calls.triggers_of(one)}',
            f'define "{name} answers":\n  {calls.answers_of(list(one.met_by))}',
            f'define "{name} owed days": Family."Unanswered"({asked}, 0, {back}, {worth})',
            f'define {calls.overdue_of(name)}: Family."Unanswered"({asked}, {durations.days(one.due)}, {back}, {worth})',
            f'define "{name} lapsed days": Family."Lapsed"({asked}, {back}, {worth})',
            f'define "{name} stands": Days."Holds"("{name} triggers", "As of")',
            f'define "{name} is owed": Days."Holds"("{name} owed days", "As of")',
            f'define "{name} is overdue": Days."Holds"({calls.overdue_of(name)}, "As of")',
            f'define "{name} has lapsed": Days."Holds"("{name} lapsed days", "As of")',
        ]
    )


def _settings(knowledge: Knowledge) -> Iterator[str]:
    """Days that rules wait for: ours or the site's where one is given, and for whoever runs the library to give."""
    for name, day in sorted(knowledge.given.items()):
        yield _comment(f"{knowledge.settings[name].title}. Until somebody gives its day it has not come.")
        yield f"parameter {calls.setting_of(name)} Date default @{day.isoformat() if day else _NEVER}"


#: As in KinsightDays. Not null: an engine may hand on the parameter itself in place of a null.
_NEVER = "9999-01-01"


def _code(concept: str) -> str:
    return f"code {calls.code_of(concept)}: '{concept}' from \"concepts\""


def _facts(concept: str) -> str:
    return f'define {calls.facts_of(concept)}: Family."Facts"({calls.code_of(concept)})'


def _cited(sources: list[Citation]) -> str:
    return "Source: " + "; ".join(f"{one.document} {one.page}" for one in sources)


def _comment(*said: str) -> str:
    return "\n".join(f"// {line}" for line in _lines(said))


def _lines(said: Iterable[str]) -> Iterator[str]:
    for text in said:
        yield from wrap(" ".join(text.split()), 116)
