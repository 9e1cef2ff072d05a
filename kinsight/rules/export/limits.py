"""What the export cannot say, rule by rule, with the reason: never left out in silence."""

from collections.abc import Iterator
from typing import Any

from kinsight.rules.schema.formats import (
    AgeTrigger,
    ConceptTrigger,
    Expectation,
    Indicator,
    IndicatorTrigger,
    InForce,
    Response,
    SettingDay,
    When,
)
from kinsight.rules.schema.grammar import (
    AllInput,
    AnyInput,
    AtLeastInput,
    ConceptInput,
    OnsetInput,
    OverdueInput,
    SpellInput,
    Strict,
)
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.walk import references_of
from kinsight.rules.text import derivation_words

_WORDS = {
    "title",
    "group",
    "says",
    "why",
    "misleads",
    "sources",
    "catalogue",
    "since",
    "examples",
    "replaces",
    "next_visit",
    "prints",
    "worth_because",
    "worth_basis",
    "status",
    "reviewed_by",
    "reviewed_on",
    "reviewed_as",
}
_AGES = {"from_age", "until_age"}
#: The fields that the export knows. Anything else that a rule says would change its meaning unseen.
SAID: dict[type[Strict], set[str]] = {
    Indicator: {*_WORDS, "in_force", "indicator", "stance", "when", "shown"},
    Expectation: {
        *_WORDS,
        "in_force",
        "expectation",
        "do",
        "asks",
        "owner",
        "owner_from",
        "after",
        "due",
        "worth_until",
        "lookback",
        "repeat",
        "met_by",
        "basis",
    },
    InForce: {"from_", "until"},
    SettingDay: {"setting"},
    When: {*_AGES, "need", "inputs"},
    ConceptInput: {"concept", "about", "lasts"},
    SpellInput: {"indicator", "lasts"},
    OnsetInput: {"onset_of", "lasts"},
    OverdueInput: {"overdue"},
    AnyInput: {"any"},
    AllInput: {"all"},
    AtLeastInput: {"at_least", "of"},
    ConceptTrigger: {*_AGES, "concept", "about"},
    IndicatorTrigger: {*_AGES, "indicator"},
    AgeTrigger: {*_AGES, "age"},
    Response: {"concept", "about"},
}


def not_expressed(knowledge: Knowledge) -> dict[str, str]:
    """Indicators and expectations that CQL of ours does not say, by name, each with the reason."""
    rules: dict[str, Indicator | Expectation] = {**knowledge.indicators, **knowledge.expectations}
    found = {name: "; ".join(reasons) for name, one in sorted(rules.items()) if (reasons := list(_unknown(one)))}
    while more := {
        name: f"rests on {below}"
        for name, one in sorted(rules.items())
        if name not in found
        for below in _below(one)
        if below in found
    }:
        found |= more
    return dict(sorted(found.items()))


def _below(one: Indicator | Expectation) -> list[str]:
    return [name for _, _, name in references_of(one)]


def _unknown(one: Strict) -> Iterator[str]:
    """Parts and fields of a rule that the export has no words for, unless the field is left as it is by default."""
    said = SAID.get(type(one))
    if said is None:
        yield f"a part of kind {type(one).__name__} has no CQL"
        return
    for name, field in type(one).model_fields.items():
        value = getattr(one, name)
        if name not in said and value != field.get_default(call_default_factory=True):
            yield f"the field {field.alias or name} has no CQL"
        if name not in _WORDS:
            yield from (reason for part in _parts(value) for reason in _unknown(part))


def _parts(value: Any) -> list[Strict]:
    values = value if isinstance(value, list) else [value]
    return [part for part in values if isinstance(part, Strict)]


def as_text(knowledge: Knowledge) -> str:
    """NOT-EXPRESSED.md."""
    found = not_expressed(knowledge)
    rules = len(knowledge.indicators) + len(knowledge.expectations)
    lines = [
        "# What these files do not say",
        "",
        f"Knowledge {knowledge.version}: {rules - len(found)} of {rules} rules are here.",
        "",
    ]
    lines += [f"- `{name}`: {reason}." for name, reason in found.items()] or ["No rule is left out."]
    return "\n".join([*lines, "", *_BESIDE, *_derived(knowledge)]) + "\n"


def _derived(knowledge: Knowledge) -> list[str]:
    """What nobody but us has follow from the record: whoever runs the rules elsewhere must bring these facts."""
    rules = sorted(knowledge.derivations.items())
    said = [f"- `{one.makes}` by `{name}`: {derivation_words.derivation(knowledge, one)}" for name, one in rules]
    return ["", "Facts that Kinsight has follow from the record itself:", "", *said] if said else []


_BESIDE = [
    "Not rules, and not here:",
    "",
    "- how a service's codes, statuses and values become facts: the value sets of the FHIR export name them, conditions in words;",
    "- facts that follow from the record itself, such as a fourth child: they are expected among the facts, like any other;",
    "- deaths: what is owed ends once everyone about whom it could be answered is known to have died;",
    "- who is one person, and who belongs to whom: bonds are expected as they are confirmed;",
    "- what one service alone could have known: these rules take the records of all services together;",
    "- assessments, which are FHIR Questionnaires as they are kept; pathways; wording.",
]
