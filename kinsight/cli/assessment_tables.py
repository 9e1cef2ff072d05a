"""How assessments and pathways are said in a terminal: questions with what their answers state, steps with who and by when."""

from collections.abc import Iterator

from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.pathway import Pathway, Step
from kinsight.rules.schema.questionnaire import CONCEPT, Item


def assessment(knowledge: Knowledge, one: Assessment) -> Iterator[str]:
    """Line by line."""
    yield f"{one.title}\n{one.says}\n"
    yield f"Asked by: {', '.join(one.by)}. Written in the record of: {roles.in_words(one.about)}."
    for item in knowledge.questionnaires[one.assessment].item:
        yield from _item(item, 0)
    yield from _ground(one)


def _item(item: Item, depth: int) -> Iterator[str]:
    must = " (must be answered)" if item.required and item.is_question else ""
    states = f" → {item.concept}" if item.concept else ""
    yield f"{'  ' * depth}{item.text}{must}{states}"
    for option in item.options:
        means = f" → {option.coding.code}" if option.coding.system == CONCEPT else ""
        yield f"{'  ' * (depth + 1)}· {option.coding.display}{means}"
    for inner in item.item:
        yield from _item(inner, depth + 1)


def pathway(one: Pathway) -> Iterator[str]:
    """Line by line."""
    yield f"{one.title}\n{one.says}\n"
    yield f"For whom: {one.whom}\nStarts: {one.starts}\nEnds: {one.ends}"
    yield from (_step(number, step) for number, step in enumerate(one.steps, 1))
    yield f"Owner: {one.owner}. Version {one.version}, reviewed {one.reviewed}, due for review {one.review_due}, or when:"
    yield from (f"  {change}" for change in one.review_when)
    yield from _ground(one)


def _step(number: int, step: Step) -> str:
    soon = f"within {durations.in_words(step.within)}" if durations.days(step.within) else "the same day"
    after = f" of step “{step.after}”" if step.after else ""
    uses = "".join(f"; {word}" for word in (step.expectation, step.assessment) if word)
    return f"{number}. {step.title} ({', '.join(step.roles)}; {soon}{after}{uses})\n   {step.says}"


def _ground(one: Assessment | Pathway) -> Iterator[str]:
    yield f"When it misleads: {one.misleads}"
    yield "Source: " + "; ".join(f"{cited.document} {cited.page}" for cited in one.sources)
