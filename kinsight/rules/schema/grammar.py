"""The grammar of a rule: what may count towards a pattern, and after what a response is owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from kinsight.rules.schema import durations, roles

Word = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
Length = Annotated[str, Field(pattern=durations.LENGTH)]
Period = Annotated[str, Field(pattern=durations.PERIOD)]
Age = Annotated[str, Field(pattern=durations.AGE)]
Lasts = Annotated[str, Field(pattern=durations.LASTS)]
Worth = Annotated[str, Field(pattern=durations.WORTH)]
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


@dataclass(frozen=True)
class FlatInput:
    """What the engine takes in of an input. `source`: the concept, indicator or expectation; `about`: roles, empty unless a concept's."""

    kind: Literal["concept", "spell", "onset", "overdue"]
    source: str
    about: tuple[str, ...] = ()
    lasts: int = durations.OPEN


class Leaf(Strict):
    """An input that is not a group."""

    def flat(self) -> FlatInput:
        raise NotImplementedError

    def takes(self) -> tuple[str, str, str] | None:
        """The other rule that it rests on: the word in the file, `indicators` or `expectations`, and the name."""
        return None


class ConceptInput(Leaf):
    """Each fact of this concept, about one of these people, for as long as it lasts."""

    concept: Word
    about: About
    lasts: Lasts
    """How long one fact counts from its day: 12m; while-open (until it ends); ever."""

    def flat(self) -> FlatInput:
        return FlatInput("concept", self.concept, roles.expand(self.about), durations.lasts_days(self.lasts))


class SpellInput(Leaf):
    """Another pattern, while it holds."""

    indicator: Word
    lasts: Literal["while-open"] = "while-open"

    def flat(self) -> FlatInput:
        return FlatInput("spell", self.indicator)

    def takes(self) -> tuple[str, str, str]:
        return "indicator", "indicators", self.indicator


class OnsetInput(Leaf):
    """Another pattern having begun, for this long after."""

    onset_of: Word = Field(alias="onset-of")
    lasts: Length | Literal["ever"]

    def flat(self) -> FlatInput:
        return FlatInput("onset", self.onset_of, lasts=durations.lasts_days(self.lasts))

    def takes(self) -> tuple[str, str, str]:
        return "onset-of", "indicators", self.onset_of


class OverdueInput(Leaf):
    """A response that is owed and has not come, while it is overdue."""

    overdue: Word

    def flat(self) -> FlatInput:
        return FlatInput("overdue", self.overdue)

    def takes(self) -> tuple[str, str, str]:
        return "overdue", "expectations", self.overdue


class Group(Strict):
    """Inputs that count as one."""

    def needed(self) -> tuple[int, str, list["AnInput"]]:
        """How many of them are needed, the word in the file, and the inputs."""
        raise NotImplementedError


class AnyInput(Group):
    """At least one of these; counts once."""

    any: list["Input"] = Field(min_length=1)

    def needed(self) -> tuple[int, str, list["AnInput"]]:
        return 1, "any", list(self.any)


class AllInput(Group):
    """All of these at one time; counts once."""

    all: list["Input"] = Field(min_length=1)

    def needed(self) -> tuple[int, str, list["AnInput"]]:
        return len(self.all), "all", list(self.all)


class AtLeastInput(Group):
    """At least so many different ones of these at one time; counts once."""

    at_least: int = Field(alias="at-least", ge=1)
    of: list["Input"] = Field(min_length=1)

    def needed(self) -> tuple[int, str, list["AnInput"]]:
        return self.at_least, "of", list(self.of)


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


AnInput: TypeAlias = Leaf | Group


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
