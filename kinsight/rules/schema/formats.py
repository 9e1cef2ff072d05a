"""The shape of practice knowledge: what each file under `knowledge/` may say, and nothing else."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from kinsight.rules.schema.grammar import (
    BEFORE_BIRTH,
    GROWN_UP,
    Age,
    AgeTrigger,
    ConceptTrigger,
    IndicatorTrigger,
    Length,
    Period,
    Printed,
    Response,
    Strict,
    Text,
    Trigger,
    When,
    Word,
    Worth,
)
from kinsight.rules.schema.sentences import Clause

__all__ = [
    "ABOUT_ABUSE",
    "BEFORE_BIRTH",
    "GROUPS",
    "GROWN_UP",
    "OWNERS",
    "STANCES",
    "STATES",
    "Age",
    "AgeTrigger",
    "CatalogueItem",
    "Citation",
    "CodeRow",
    "Concept",
    "ConceptTrigger",
    "ExampleBond",
    "ExampleEvent",
    "Expectation",
    "ExpectationExample",
    "InForce",
    "Indicator",
    "IndicatorExample",
    "IndicatorTrigger",
    "LocalSetting",
    "Response",
    "RuleHead",
    "Setting",
    "SettingDay",
    "Source",
    "Trigger",
    "When",
]

GROUPS = Literal[
    "domestic-abuse",
    "cumulative",
    "mental-health",
    "substance-misuse",
    "engagement",
    "infants",
    "head-injury",
    "family-life",
    "pregnancy",
    "young-people",
    "care-status",
    "transience",
    "isolation",
    "exploitation",
    "disability",
    "working-together",
]
#: Groups whose rules touch abuse whatever they rest on: off paper, and never shown to the person alleged.
ABOUT_ABUSE = frozenset({"domestic-abuse", "exploitation"})
STANCES = Literal["always-harmful", "urgent", "cumulative", "explore", "vulnerability", "context", "protective"]
OWNERS = Literal[
    "gp",
    "health-visitor",
    "midwife",
    "school-nurse",
    "camhs",
    "adult-mental-health",
    "substance-misuse",
    "sexual-health",
    "paediatrician",
    "dentist",
    "emergency",
    "community-nurse",
    "reception",
    "manager",
    "named",
    "designated",
    "commissioner",
    "social-worker",
    "recorder",  # whoever recorded what set it off
]
STATES = Literal["none", "open", "overdue", "met", "lapsed"]
Title = Annotated[str, Field(min_length=1, max_length=70)]


class Source(Strict):
    document: Word
    title: Text
    edition: Printed = ""
    published: Printed = ""
    licence: Text
    url: str | None = None


class Citation(Strict):
    document: Word
    page: Printed = "-"
    """As the source prints it; - when it prints none."""


class Setting(Strict):
    """A day that the rules wait for and that a site may set, such as the commencement of a duty."""

    setting: Word
    title: Title
    says: Text
    value: date | None
    """Null: not known, so the day has not come."""
    sources: list[Citation] = Field(min_length=1)


class LocalSetting(Strict):
    """What a site says in the file that `KINSIGHT_SETTINGS` names; ours stays as it is."""

    setting: Word
    value: date | None
    says: Text
    """Where the site read it, and who decided."""


class CatalogueItem(Strict):
    id: Annotated[str, Field(pattern=r"^[A-Z]\d{2}$")]
    group: Text
    says: Text
    page: Printed = "-"
    who: list[str] = Field(default=[])
    kind: Literal["finding", "expectation", "constant"]
    planned: str | None = None
    """The room that will cover it later."""


class Concept(Strict):
    concept: Word
    title: Text
    group: Text
    sensitive: bool = False
    """About abuse, or about leaving it: hidden on print-outs and online access."""
    closed_by: list[Word] = Field(default=[])
    """A later fact of one of these, about the same person, ends an open one."""
    excludes: list[Word] = Field(default=[])
    """No code means both: what cannot be said of one person by one entry."""
    response: bool = False
    """Something done, which a practitioner records."""
    kind: Literal["fact", "missed", "done"] = "fact"
    """What the timeline draws: `missed` a contact that did not come about, `done` what a service did (as every response is)."""
    clause: Clause = ""
    """One fact as part of a sentence: {who} and {whom} are the person, {service} who recorded it, {value} the person its value names,
    {title} this title."""
    enquiry: Literal["", "asked", "unsafe", "denied", "disclosed", "accused"] = ""
    """What it says of a person and domestic abuse: was asked, could not be asked safely, said no, told of it, or is said to cause it."""
    banner: Literal["", "priority", "help-to-attend", "interpreter", "no-interpreter", "responsibility"] = ""
    """What the top of a child's page says of it, or the desk: appointments come first, help to attend was offered, an interpreter is
    or is not needed, or the person has parental responsibility."""
    says: str = ""


class CodeRow(Strict):
    """One row of a codelist. `low` is inclusive, `high` exclusive, both on the numeric value."""

    system: Text
    code: Text
    term: Text
    concept: Word
    status: str = ""
    low: float | None = None
    high: float | None = None
    unit: str = ""
    document: str = ""
    seen: str = ""
    file: str = ""
    line: int = 0


class ExampleEvent(Strict):
    who: Word
    """child, mother, father, carer, partner, sibling, household, or anyone with a bond below."""
    concept: Word
    on: date
    known: date | None = None
    """When the service recorded it; the day it happened when left out."""
    until: date | None = None
    superseded: date | None = None
    service: Word = "gp"
    value: Printed | None = None


class ExampleBond(Strict):
    who: Word
    role: Literal["mother", "father", "carer", "partner", "sibling", "household"]
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    known: date | None = None
    superseded: date | None = None


class _Example(Strict):
    title: Text
    born: date | None = None
    expected: date | None = None
    left_on: date | None = None
    events: list[ExampleEvent] = Field(default=[])
    bonds: list[ExampleBond] = Field(default=[])
    settings: dict[Word, date] = Field(default={})
    """Settings that are given a day for this example alone."""


class IndicatorExample(_Example):
    holds: dict[date, bool] = Field(min_length=1)
    """Whether the pattern holds on these days."""


class ExpectationExample(_Example):
    states: dict[date, STATES] = Field(min_length=1)
    """What is owed on these days."""


class SettingDay(Strict):
    """The day that a setting gives; while it gives none, the day has not come."""

    setting: Word


class InForce(Strict):
    """The days on which a rule applies. Outside them nothing counts towards it and nothing becomes owed by it."""

    from_: date | SettingDay | None = Field(default=None, alias="from")
    until: date | SettingDay | None = None
    """The first day on which it no longer applies."""


class RuleHead(Strict):
    """What every rule says of itself: its words, its sources, when it applies, and who reviewed it."""

    title: Title
    group: GROUPS
    says: Text
    """What holds, what is owed or what follows, in one or two plain sentences for a tired practitioner."""
    why: Text
    """Why the source says it matters, in our own words."""
    misleads: str = ""
    """When it misleads, and what to check."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(default=[])
    since: date | None = None
    """When the source said it. A pattern is looked for on earlier days too: see `in_force`."""
    in_force: InForce = InForce()
    """From when until when it applies; always, when left out."""
    replaces: Word | None = None
    """The earlier rule that this one took over from."""
    status: Literal["draft", "reviewed"] = "draft"
    """Whether a named doctor or nurse has read it and stands by it. `kinsight knowledge sign` writes this and what follows."""
    reviewed_by: Text | None = None
    """Who: name, post and organisation."""
    reviewed_on: date | None = None
    reviewed_as: Text | None = None
    """A digest of what was read (`review.meaning`): a rule that has changed since is no longer what was signed."""


class Indicator(RuleHead):
    indicator: Word
    """The name of the file."""
    stance: STANCES
    when: When
    shown: bool = True  # false: only a building block of other indicators; evaluated, never shown on its own
    examples: list[IndicatorExample] = Field(default=[])


class Expectation(RuleHead):
    expectation: Word
    """The name of the file."""
    do: Text
    """The words on the button."""
    asks: Word | None = None
    """What of `questions.yaml` is really asked of whoever owes it: one answer meets everything that asks the same."""
    owner: OWNERS
    owner_from: dict[Age, OWNERS] = Field(default={})
    """Who owes it in place of `owner` from an age of the child on: {5y: school-nurse}."""
    after: Trigger
    due: Length
    worth_until: Worth
    """For how long after its due day doing it is still worth while; ever. After that, unmet, it has lapsed: it is owed no more."""
    worth_because: str = ""
    """Why for so long: must be said where it is `ever`."""
    worth_basis: Literal["source", "local-default"] = "local-default"
    """Whether that is the source's or ours."""
    lookback: Length = "0d"
    """A response up to this long before the trigger counts."""
    repeat: Period | None = None
    """Owed again every so often."""
    met_by: list[Response] = Field(min_length=1)
    basis: Literal["source", "local-default"]
    """Whether the deadline is the source's or ours."""
    next_visit: bool = False
    """Asked of, or said to, every family of an age, or with such people: a part of whichever visit comes next, not one of its own."""
    prints: bool = False
    """Its title may be printed beside a child's name: only of what every child of an age is owed, which tells nothing of this one."""
    examples: list[ExpectationExample] = Field(default=[])
