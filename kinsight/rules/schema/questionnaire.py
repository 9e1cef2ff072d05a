"""The part of a FHIR R4 Questionnaire that our assessments use: shape only, refused when it says anything else."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from kinsight.rules.schema.grammar import Strict, Text

#: A code of this system is a concept itself.
CONCEPT = "urn:kinsight:concept"
#: A code of this system is an answer that states no fact.
ANSWER = "urn:kinsight:answer"
ADDRESS = "urn:kinsight:questionnaire:"
LinkId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Operator = Literal["exists", "=", "!="]
Kind = Literal["group", "display", "boolean", "integer", "date", "string", "text", "choice"]


class Coding(Strict):
    system: Text
    code: Text
    display: Text


class AnswerOption(Strict):
    coding: Coding = Field(alias="valueCoding")


class Reference(Strict):
    """The code that an answer is compared with."""

    system: Text
    code: Text
    display: str = ""


class EnableWhen(Strict):
    question: LinkId
    operator: Operator
    answer_boolean: bool | None = Field(default=None, alias="answerBoolean")
    answer_integer: int | None = Field(default=None, alias="answerInteger")
    answer_coding: Reference | None = Field(default=None, alias="answerCoding")

    @property
    def given(self) -> list[Any]:
        """Every answer that is written; FHIR has exactly one."""
        answers = (self.answer_boolean, self.answer_integer, self.answer_coding)
        return [answer for answer in answers if answer is not None]


class Item(Strict):
    link_id: LinkId = Field(alias="linkId")
    """Never changes: answers in the records are known by it."""
    code: list[Coding] = Field(default=[])
    """The concept that a yes to this question states."""
    prefix: str = ""
    text: Text
    type: Kind
    enable_when: list[EnableWhen] = Field(default=[], alias="enableWhen")
    enable_behavior: Literal["all", "any"] | None = Field(default=None, alias="enableBehavior")
    required: bool = False
    repeats: bool = False
    max_length: int | None = Field(default=None, alias="maxLength", ge=1)
    options: list[AnswerOption] = Field(default=[], alias="answerOption")
    item: list["Item"] = Field(default=[])

    @property
    def is_question(self) -> bool:
        return self.type not in ("group", "display")

    @property
    def concept(self) -> str | None:
        """What a yes states."""
        return next((coding.code for coding in self.code if coding.system == CONCEPT), None)

    @property
    def stated_by_options(self) -> list[str]:
        return [option.coding.code for option in self.options if option.coding.system == CONCEPT]


class Questionnaire(Strict):
    resource_type: Literal["Questionnaire"] = Field(alias="resourceType")
    id: LinkId
    """The name of the file."""
    language: Literal["en-GB"]
    url: Text
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    name: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]{0,254}$")]
    title: Annotated[str, Field(min_length=1, max_length=70)]
    status: Literal["draft", "active", "retired"]
    subject_type: list[Literal["Patient"]] = Field(alias="subjectType", min_length=1)
    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    publisher: Text
    description: Text
    purpose: Text
    copyright: Text
    item: list[Item] = Field(min_length=1)

    @property
    def questions(self) -> dict[str, Item]:
        """Every item of whatever kind and depth, by its linkId."""
        return {item.link_id: item for _, item in walk(self.item)}

    @property
    def concepts(self) -> set[str]:
        """Every concept that some answer states."""
        items = self.questions.values()
        by_code = {item.concept for item in items if item.concept}
        return by_code | {word for item in items for word in item.stated_by_options}


def walk(items: list[Item], path: tuple[str | int, ...] = ("item",)) -> Iterator[tuple[tuple[str | int, ...], Item]]:
    """Every item with its path in the file, as written, those within it after it."""
    for place, item in enumerate(items):
        yield (*path, place), item
        yield from walk(item.item, (*path, place, "item"))


def opened(item: Item, answers: Mapping[str, list[Any]]) -> bool:
    """Whether the item is asked at all, given the answers so far (linkId → values; a code for a choice)."""
    if not item.enable_when:
        return True
    met = [_met(rule, answers.get(rule.question, [])) for rule in item.enable_when]
    return any(met) if item.enable_behavior == "any" else all(met)


def _met(rule: EnableWhen, given: list[Any]) -> bool:
    if rule.operator == "exists":
        return bool(given) == rule.answer_boolean
    wanted = rule.given[0]
    value = wanted.code if isinstance(wanted, Reference) else wanted
    return any((one == value) == (rule.operator == "=") for one in given)
