"""Says what is wrong with assessments: questions that no form could ask, and answers that would state the wrong fact.

The rules named `que-…` are those of the FHIR R4 Questionnaire itself.
"""

from collections.abc import Callable, Iterator

from kinsight.rules.compile.assessment_answers import as_lists, faults, missing, states
from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema import roles
from kinsight.rules.schema.assessment import Assessment
from kinsight.rules.schema.questionnaire import ADDRESS, ANSWER, CONCEPT, Item, Questionnaire, Reference, walk
from kinsight.rules.schema.walk import Path, met_about

Found = Iterator[Problem]
ENOUGH = 2


def _all(shelf: Shelf) -> Iterator[tuple[str, Questionnaire]]:
    yield from shelf.knowledge.questionnaires.items()


def _items(shelf: Shelf) -> Iterator[tuple[str, Path, Item]]:
    for name, asked in _all(shelf):
        yield from ((name, path, item) for path, item in walk(asked.item))


def _pairs(shelf: Shelf) -> Iterator[tuple[str, Assessment, Questionnaire]]:
    for name, assessment in shelf.knowledge.assessments.items():
        if name in shelf.knowledge.questionnaires:
            yield name, assessment, shelf.knowledge.questionnaires[name]


def halves_missing(shelf: Shelf) -> Found:
    asked, told = shelf.knowledge.questionnaires.keys(), shelf.knowledge.assessments.keys()
    for name in asked - told:
        yield shelf.problem("questionnaires", name, f"nobody says what {name!r} is for", f"Add assessments/{name}.yaml")
    for name in told - asked:
        yield shelf.problem("assessments", name, f"{name!r} has no questions", f"Add assessments/{name}.json")


def address_is_name(shelf: Shelf) -> Found:
    for kind in ("assessments", "questionnaires"):
        for name in getattr(shelf.knowledge, kind):
            file = shelf.places[kind, name].document.file
            if file.rsplit("/", 1)[-1].rpartition(".")[0] != name:
                yield shelf.problem(
                    kind, name, f"{name!r} stands in a file of another name", "Rename the file or the item"
                )
    for name, asked in _all(shelf):
        if asked.url != f"{ADDRESS}{name}":
            yield shelf.problem("questionnaires", name, f"its url is not {ADDRESS}{name}", "Correct the url", "url")


def link_ids_repeated(shelf: Shelf) -> Found:
    """que-2."""
    for name, asked in _all(shelf):
        seen: set[str] = set()
        for path, item in walk(asked.item):
            if item.link_id in seen:
                what = f"linkId {item.link_id!r} is given twice"
                yield shelf.problem("questionnaires", name, what, "Give each item its own", *path, "linkId")
            seen.add(item.link_id)


def item_shapes(shelf: Shelf) -> Found:
    """que-1, -3, -4, -5, -6, -10, and what each type needs."""
    for name, path, item in _items(shelf):
        for what in _misshapen(item):
            yield shelf.problem("questionnaires", name, f"{item.link_id!r} {what}", "See FHIR R4 Questionnaire", *path)


def _misshapen(item: Item) -> Iterator[str]:
    group, display, choice = (item.type == kind for kind in ("group", "display", "choice"))
    if group and not item.item:
        yield "is a group of nothing"
    if display and (item.item or item.code or item.required or item.repeats):
        yield "only says something: it has no items, code, required or repeats"
    if choice != bool(item.options):
        yield "needs options" if choice else "takes no options"
    if item.max_length and item.type not in ("string", "text"):
        yield "has a length though it takes no words"
    if len({option.coding.code for option in item.options}) < len(item.options):
        yield "has an option twice"


def enable_when_wrong(shelf: Shelf) -> Found:
    """que-7 and -12; and that what a question depends on exists, is asked before, and can be answered so."""
    for name, asked in _all(shelf):
        before: dict[str, Item] = {}
        for path, item in walk(asked.item):
            for what in _wrongly_enabled(item, before):
                do = "Refer to a question above, and to an answer that it can have"
                yield shelf.problem("questionnaires", name, f"{item.link_id!r} {what}", do, *path, "enableWhen")
            before[item.link_id] = item


def _wrongly_enabled(item: Item, before: dict[str, Item]) -> Iterator[str]:
    if len(item.enable_when) > 1 and item.enable_behavior is None:
        yield "depends on several answers and does not say whether on all or any"
    for rule in item.enable_when:
        other = before.get(rule.question)
        if other is None or not other.is_question:
            yield f"depends on {rule.question!r}, which is no question above it"
        elif len(rule.given) != 1 or (rule.operator == "exists" and rule.answer_boolean is None):
            yield f"does not say which answer to {rule.question!r} it depends on"
        elif rule.operator != "exists" and not _possible(other, rule.given[0]):
            yield f"depends on an answer that {rule.question!r} cannot have"


def _possible(item: Item, answer: object) -> bool:
    if isinstance(answer, Reference):
        return (answer.system, answer.code) in {(option.coding.system, option.coding.code) for option in item.options}
    return item.type == ("boolean" if isinstance(answer, bool) else "integer")


def codes_misplaced(shelf: Shelf) -> Found:
    """Only a plain yes, or an option, states a fact: words and numbers may say the opposite."""
    for name, path, item in _items(shelf):
        if item.code and (item.type != "boolean" or len(item.code) > 1 or item.code[0].system != CONCEPT):
            do = f"Put one code of {CONCEPT} on a question of yes or no, or make each answer an option"
            yield shelf.problem("questionnaires", name, f"{item.link_id!r} cannot state a fact so", do, *path, "code")
        for place, option in enumerate(item.options):
            if option.coding.system not in (CONCEPT, ANSWER):
                do = f"Use {CONCEPT} for a fact and {ANSWER} for any other answer"
                at = (*path, "answerOption", place)
                yield shelf.problem(
                    "questionnaires", name, f"{item.link_id!r} has an option of another system", do, *at
                )


def facts_unknown(shelf: Shelf) -> Found:
    for name, path, item in _items(shelf):
        for word in [*filter(None, [item.concept]), *item.stated_by_options]:
            if word not in shelf.knowledge.concepts:
                what = f"{item.link_id!r} states unknown concept {word!r}"
                yield shelf.problem("questionnaires", name, what, "Add it to concepts.yaml, or correct it", *path)


def sections_optional(shelf: Shelf) -> Found:
    """A section that must be there can be left out unless the group and something in it are required, unconditionally."""
    for name, told, asked in _pairs(shelf):
        for place, section in enumerate(told.sections):
            item = asked.questions.get(section)
            if item is None or item.type != "group":
                yield shelf.problem(
                    "assessments", name, f"there is no section {section!r}", "Correct it", "sections", place
                )
            elif not _cannot_be_skipped(item):
                what = f"section {section!r} can be left out"
                do = "Make the group required and a question in it, neither depending on an answer"
                yield shelf.problem("assessments", name, what, do, "sections", place)


def _cannot_be_skipped(group: Item) -> bool:
    firm = any(one.required and one.is_question and not one.enable_when for one in group.item)
    return group.required and not group.enable_when and firm


def nobody_to_tell(shelf: Shelf) -> Found:
    """Something done that is written in a record where no expectation looks for it would leave it owed for ever."""
    looked = met_about(shelf.knowledge.expectations.values())
    for name, told, asked in _pairs(shelf):
        for word in sorted(asked.concepts & looked.keys()):
            if not set(roles.expand(told.about)) & looked[word]:
                what = f"{word!r} counts about {roles.in_words(list(looked[word]))} only"
                yield shelf.problem("assessments", name, what, "Correct `about`, or ask it elsewhere", "about")


def assessment_examples(shelf: Shelf) -> Found:
    for name, told, asked in _pairs(shelf):
        if len(told.examples) < ENOUGH or not any(not one.missing for one in told.examples):
            do = "Add one whole assessment, and an edge"
            yield shelf.problem("assessments", name, f"has fewer than {ENOUGH} examples, or none that is whole", do)
        for place, example in enumerate(told.examples):
            answers = as_lists(example.answers)
            at = ("examples", place)
            wrong = faults(asked, answers)
            yield from (shelf.problem("assessments", name, what, "Correct it", *at, "answers") for what in wrong)
            if not wrong:
                yield from _differs(shelf, name, (*at, "becomes"), states(asked, answers), sorted(example.becomes))
                yield from _differs(
                    shelf, name, (*at, "missing"), sorted(missing(asked, answers)), sorted(example.missing)
                )


def _differs(shelf: Shelf, name: str, at: Path, found: list[str], said: list[str]) -> Found:
    if found != said:
        what = f"{at[-1]}: the answers say {', '.join(found) or 'nothing'}, the example {', '.join(said) or 'nothing'}"
        yield shelf.problem("assessments", name, what, "Correct the example or the questions", *at)


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    halves_missing,
    address_is_name,
    link_ids_repeated,
    item_shapes,
    enable_when_wrong,
    codes_misplaced,
    facts_unknown,
    sections_optional,
    nobody_to_tell,
    assessment_examples,
)
