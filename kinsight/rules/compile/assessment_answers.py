"""Answers to an assessment: as a FHIR QuestionnaireResponse, what they state, and what is wrong or missing in them."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from kinsight.rules.schema.questionnaire import CONCEPT, Item, Questionnaire, opened, walk

Answers = Mapping[str, list[Any]]
_TYPES: dict[str, tuple[type, str]] = {
    "boolean": (bool, "valueBoolean"),
    "integer": (int, "valueInteger"),
    "date": (date, "valueDate"),
    "string": (str, "valueString"),
    "text": (str, "valueString"),
    "choice": (str, "valueCoding"),
}


def as_lists(answers: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Every answer as a list of values."""
    return {link: list(value) if isinstance(value, list) else [value] for link, value in answers.items()}


def response(asked: Questionnaire, answers: Answers, subject: str, authored: str, **more: Any) -> dict[str, Any]:
    """A completed QuestionnaireResponse about `subject` (a reference), made on `authored` (ISO)."""
    return {
        "resourceType": "QuestionnaireResponse", "questionnaire": f"{asked.url}|{asked.version}",
        "status": "completed", "subject": {"reference": subject}, "authored": authored,
        "item": list(_items(asked.item, answers)), **more,
    }  # fmt: skip


def _items(items: list[Item], answers: Answers) -> Iterator[dict[str, Any]]:
    for item in items:
        within = list(_items(item.item, answers))
        given = [_value(item, one) for one in answers.get(item.link_id, [])]
        if given and within:
            given[0] = {**given[0], "item": within}
        if given or within:
            yield {"linkId": item.link_id, "text": item.text, **({"answer": given} if given else {"item": within})}


def _value(item: Item, one: Any) -> dict[str, Any]:
    name = _TYPES[item.type][1]
    if item.type == "choice":
        return {name: option_of(item, one).model_dump()}
    return {name: one.isoformat() if isinstance(one, date) else one}


def option_of(item: Item, code: str) -> Any:
    """The coding of an option; KeyError when there is none of this code."""
    return {option.coding.code: option.coding for option in item.options}[code]


def states(asked: Questionnaire, answers: Answers) -> list[str]:
    """Every concept that the answers state, by name: a yes to a coded question, or an option that is a concept."""
    found = set()
    for _, item in walk(asked.item):
        given = answers.get(item.link_id, [])
        if item.concept and any(one is True for one in given):
            found.add(item.concept)
        chosen = {option.coding.code for option in item.options if option.coding.system == CONCEPT}
        found |= chosen & set(given)
    return sorted(found)


def missing(asked: Questionnaire, answers: Answers) -> list[str]:
    """linkIds of questions that must be answered, are asked, and are not: with any, the assessment is not complete."""
    return list(_missing(asked.item, answers))


def _missing(items: list[Item], answers: Answers) -> Iterator[str]:
    for item in items:
        if not opened(item, answers):
            continue
        if item.required and item.is_question and not answers.get(item.link_id):
            yield item.link_id
        if (item.type == "group" and (item.required or _touched(item, answers))) or (
            item.is_question and answers.get(item.link_id)
        ):
            yield from _missing(item.item, answers)


def _touched(item: Item, answers: Answers) -> bool:
    return any(answers.get(inner.link_id) for _, inner in walk(item.item))


def faults(asked: Questionnaire, answers: Answers) -> list[str]:
    """What cannot be so: an unknown question, an answer of another kind or to a question that was not asked."""
    known = asked.questions
    unknown = [f"there is no question {link!r}" for link in answers if link not in known]
    return unknown + [said for _, item in walk(asked.item) for said in _wrong(item, answers)] + _closed(asked, answers)


def _wrong(item: Item, answers: Answers) -> Iterator[str]:
    given = answers.get(item.link_id, [])
    if given and not item.is_question:
        yield f"{item.link_id!r} takes no answer"
        return
    if len(given) > 1 and not item.repeats:
        yield f"{item.link_id!r} takes one answer"
    for one in given:
        if not _fits(item, one):
            yield f"{item.link_id!r} does not take this answer"


def _fits(item: Item, one: Any) -> bool:
    if type(one) is not _TYPES[item.type][0]:
        return False
    return item.type != "choice" or one in {option.coding.code for option in item.options}


def _closed(asked: Questionnaire, answers: Answers) -> list[str]:
    shut = [item for _, item in walk(asked.item) if not opened(item, answers)]
    links = {item.link_id for item in shut} | {inner.link_id for item in shut for _, inner in walk(item.item)}
    return [f"{link!r} is not asked after these answers" for link in answers if link in links]
