"""The shape of practice knowledge: what each file under `knowledge/` may say, and nothing else."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from kinsight.practice import durations, roles

GROUPS = Literal[
    "domestic-abuse", "cumulative", "mental-health", "substance-misuse", "engagement", "infants", "head-injury",
    "family-life", "pregnancy", "young-people", "care-status",
]  # fmt: skip
STANCES = Literal["always-harmful", "urgent", "cumulative", "explore", "vulnerability", "protective"]
OWNERS = Literal[
    "gp", "health-visitor", "midwife", "school-nurse", "camhs", "adult-mental-health", "substance-misuse",
    "sexual-health", "paediatrician", "dentist", "emergency", "community-nurse", "reception", "manager", "designated",
    "commissioner", "social-worker",
]  # fmt: skip
STATES = Literal["none", "open", "overdue", "met"]

Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Length = Annotated[str, Field(pattern=durations.LENGTH)]
Age = Annotated[str, Field(pattern=durations.AGE)]
Lasts = Annotated[str, Field(pattern=durations.LASTS)]
Title = Annotated[str, Field(min_length=1, max_length=70)]
#: A year, a date or a page may be written bare in YAML; it is text to us.
Printed = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int | date) else value)]


def _known_roles(about: roles.About) -> roles.About:
    roles.expand(about)
    return about


About = Annotated[str | list[str], AfterValidator(_known_roles)]
BEFORE_BIRTH, GROWN_UP = "-300d", "18y"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(_Strict):
    document: Word
    title: Text
    edition: Printed = ""
    published: Printed = ""
    licence: Text
    url: str | None = None


class Citation(_Strict):
    document: Word
    page: Printed = "-"


class CatalogueItem(_Strict):
    id: Annotated[str, Field(pattern=r"^[A-Z]\d{2}$")]
    group: Text
    says: Text
    page: Printed = "-"
    who: list[str] = []
    kind: Literal["finding", "expectation", "constant"]
    planned: str | None = None  # the room that will cover it later


class Concept(_Strict):
    concept: Word
    title: Text
    group: Text
    sensitive: bool = False
    closed_by: list[Word] = []
    response: bool = False  # a thing done by a practitioner: "Record what was done" offers it
    says: str = ""


class CodeRow(_Strict):
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


class ConceptInput(_Strict):
    concept: Word
    about: About
    lasts: Lasts


class SpellInput(_Strict):
    indicator: Word
    lasts: Literal["while-open"] = "while-open"


class OnsetInput(_Strict):
    onset_of: Word = Field(alias="onset-of")
    lasts: Length | Literal["ever"]


class OverdueInput(_Strict):
    overdue: Word


class AnyInput(_Strict):
    any: list["Input"] = Field(min_length=1)


class AllInput(_Strict):
    all: list["Input"] = Field(min_length=1)


class AtLeastInput(_Strict):
    at_least: int = Field(alias="at-least", ge=1)
    of: list["Input"] = Field(min_length=1)


_KINDS = ("concept", "indicator", "onset-of", "overdue", "any", "all", "at-least")


def _kind(value: Any) -> str | None:
    """Which kind of input it is, by the one word that only this kind has."""
    names = value if isinstance(value, Mapping) else {name.replace("_", "-") for name in type(value).model_fields}
    return next((f"={kind}" for kind in _KINDS if kind in names), None)


Input = Annotated[
    Annotated[ConceptInput, Tag("=concept")]
    | Annotated[SpellInput, Tag("=indicator")]
    | Annotated[OnsetInput, Tag("=onset-of")]
    | Annotated[OverdueInput, Tag("=overdue")]
    | Annotated[AnyInput, Tag("=any")]
    | Annotated[AllInput, Tag("=all")]
    | Annotated[AtLeastInput, Tag("=at-least")],
    Discriminator(
        _kind,
        custom_error_type="input_kind",
        custom_error_message=f"an input has exactly one of: {', '.join(_KINDS)}",
    ),
]


class When(_Strict):
    need: int = Field(default=1, ge=1)
    from_age: Age = BEFORE_BIRTH
    until_age: Age = GROWN_UP
    inputs: list[Input] = Field(min_length=1)


class ExampleEvent(_Strict):
    who: Word
    concept: Word
    on: date
    known: date | None = None
    until: date | None = None
    superseded: date | None = None
    service: Word = "gp"
    value: Printed | None = None


class ExampleBond(_Strict):
    who: Word
    role: Literal["mother", "father", "carer", "partner", "sibling", "household"]
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None
    known: date | None = None
    superseded: date | None = None


class _Example(_Strict):
    title: Text
    born: date | None = None
    expected: date | None = None
    left_on: date | None = None
    events: list[ExampleEvent] = []
    bonds: list[ExampleBond] = []


class IndicatorExample(_Example):
    holds: dict[date, bool] = Field(min_length=1)


class ExpectationExample(_Example):
    states: dict[date, STATES] = Field(min_length=1)


class _Item(_Strict):
    title: Title
    group: GROUPS
    says: Text
    why: Text
    misleads: str = ""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = []
    since: date | None = None


class Indicator(_Item):
    indicator: Word
    stance: STANCES
    when: When
    examples: list[IndicatorExample] = []


class _Trigger(_Strict):
    from_age: Age = BEFORE_BIRTH
    until_age: Age = GROWN_UP


class ConceptTrigger(_Trigger):
    concept: Word
    about: About


class IndicatorTrigger(_Trigger):
    indicator: Word


class AgeTrigger(_Trigger):
    age: Age


def _trigger_kind(value: Any) -> str | None:
    names = value if isinstance(value, Mapping) else type(value).model_fields
    return next((f"={kind}" for kind in ("concept", "indicator", "age") if kind in names), None)


Trigger = Annotated[
    Annotated[ConceptTrigger, Tag("=concept")]
    | Annotated[IndicatorTrigger, Tag("=indicator")]
    | Annotated[AgeTrigger, Tag("=age")],
    Discriminator(
        _trigger_kind,
        custom_error_type="trigger_kind",
        custom_error_message="`after` has exactly one of: concept, indicator, age",
    ),
]


class Response(_Strict):
    concept: Word
    about: About


class Expectation(_Item):
    expectation: Word
    do: Text
    owner: OWNERS
    after: Trigger
    due: Length
    lookback: Length = "0d"
    repeat: Length | None = None
    met_by: list[Response] = Field(min_length=1)
    basis: Literal["source", "local-default"]
    examples: list[ExpectationExample] = []
