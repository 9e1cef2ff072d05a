"""The grammar of a rule: what may count towards a pattern, and after what a response is owed."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)  # fmt: skip

from kinsight.rules.schema import durations, roles

Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Length = Annotated[str, Field(pattern=durations.LENGTH)]
Period = Annotated[str, Field(pattern=durations.PERIOD)]
Age = Annotated[str, Field(pattern=durations.AGE)]
Lasts = Annotated[str, Field(pattern=durations.LASTS)]
#: A year, a date or a page may be written bare in YAML; it is text to us.
Printed = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if isinstance(value, int | float | date) else value),
    WithJsonSchema({"type": ["string", "number"]}),
]


def _known_roles(about: roles.About) -> roles.About:
    roles.expand(about)
    return about


_ROLE = {"type": "string", "enum": [*roles.SHORTHAND, *roles.ROLES]}
#: Seen from the child: whose facts count.
About = Annotated[
    str | list[str],
    AfterValidator(_known_roles),
    WithJsonSchema({"anyOf": [_ROLE, {"type": "array", "items": _ROLE, "minItems": 1}]}),
]
BEFORE_BIRTH, GROWN_UP = "-300d", "18y"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, use_attribute_docstrings=True)


class ConceptInput(Strict):
    """Each fact of this concept, about one of these people, for as long as it lasts."""

    concept: Word
    about: About
    lasts: Lasts
    """How long one fact counts from its day: 12m; while-open (until it ends); ever."""


class SpellInput(Strict):
    """Another pattern, while it holds."""

    indicator: Word
    lasts: Literal["while-open"] = "while-open"


class OnsetInput(Strict):
    """Another pattern having begun, for this long after."""

    onset_of: Word = Field(alias="onset-of")
    lasts: Length | Literal["ever"]


class OverdueInput(Strict):
    """A response that is owed and has not come, while it is overdue."""

    overdue: Word


class AnyInput(Strict):
    """At least one of these; counts once."""

    any: list["Input"] = Field(min_length=1)


class AllInput(Strict):
    """All of these at one time; counts once."""

    all: list["Input"] = Field(min_length=1)


class AtLeastInput(Strict):
    """At least so many different ones of these at one time; counts once."""

    at_least: int = Field(alias="at-least", ge=1)
    of: list["Input"] = Field(min_length=1)


_KINDS = ("concept", "indicator", "onset-of", "overdue", "any", "all", "at-least")


def _kind(value: Any) -> str | None:
    """Which kind of input it is, by the one word that only this kind has."""
    names = value if isinstance(value, Mapping) else {name.replace("_", "-") for name in type(value).model_fields}
    return next((f"={kind}" for kind in _KINDS if kind in names), None)


#: Tags start with `=` so that no field of a file is mistaken for one when the line of an error is looked up.
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


class When(Strict):
    need: int = Field(default=1, ge=1)
    """How many contributions must overlap. Facts count each time they happened; patterns and groups once each."""
    from_age: Age = BEFORE_BIRTH
    until_age: Age = GROWN_UP
    inputs: list[Input] = Field(min_length=1)


class _Trigger(Strict):
    from_age: Age = BEFORE_BIRTH
    until_age: Age = GROWN_UP


class ConceptTrigger(_Trigger):
    """Every fact of this concept, from the day it is known."""

    concept: Word
    about: About


class IndicatorTrigger(_Trigger):
    """The first day of every spell of the pattern; with `repeat`, again while it holds."""

    indicator: Word


class AgeTrigger(_Trigger):
    """The day the child reaches an age (`-4w`: before birth is due); with `repeat`, again until `until_age`."""

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


class Response(Strict):
    """A fact that counts as the response."""

    concept: Word
    about: About
