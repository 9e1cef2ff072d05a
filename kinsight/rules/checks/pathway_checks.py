"""Says what is wrong with pathways, wording, features and plans, and what every shelf cites that nobody knows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.features import PLANNED
from kinsight.rules.schema.owners import RECORDER, owners_of
from kinsight.rules.schema.pathway import Pathway, Step
from kinsight.rules.schema.wording import findings
from kinsight.store.days import to_day

Found = Iterator[Problem]
#: Shelves beside indicators and expectations whose items cite documents and the catalogue.
CITING = ("assessments", "pathways", "wording", "features", "constants")


def _items(shelf: Shelf) -> Iterator[tuple[str, str, Any]]:
    for kind in CITING:
        yield from ((kind, name, item) for name, item in getattr(shelf.knowledge, kind).items())


def shelf_documents_unknown(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        for place, cited in enumerate(item.sources):
            if cited.document not in shelf.knowledge.sources:
                what, at = f"unknown source document {cited.document!r}", ("sources", place, "document")
                yield shelf.problem(kind, name, what, "Add it to sources.yaml, or correct it", *at)


def shelf_catalogue_unknown(shelf: Shelf) -> Found:
    for kind, name, item in _items(shelf):
        for place, cited in enumerate(item.catalogue):
            if cited not in shelf.knowledge.catalogue:
                what = f"unknown catalogue id {cited!r}"
                yield shelf.problem(kind, name, what, "Add it to catalogue.yaml, or correct it", "catalogue", place)


def names_of_two_shelves(shelf: Shelf) -> Found:
    """Each is shown by its name alone."""
    seen = {**dict.fromkeys(shelf.knowledge.indicators), **dict.fromkeys(shelf.knowledge.expectations)}
    for kind in ("assessments", "pathways"):
        for name in getattr(shelf.knowledge, kind):
            if name in seen:
                yield shelf.problem(kind, name, f"{name!r} is also the name of something else", "Give it another name")
            seen[name] = None


def _steps(shelf: Shelf) -> Iterator[tuple[str, int, Pathway, Step]]:
    for name, pathway in shelf.knowledge.pathways.items():
        yield from ((name, place, pathway, step) for place, step in enumerate(pathway.steps))


def pathway_file_is_name(shelf: Shelf) -> Found:
    for name in shelf.knowledge.pathways:
        if Path(shelf.places["pathways", name].document.file).stem != name:
            what = f"{name!r} stands in a file of another name"
            yield shelf.problem("pathways", name, what, f"Rename the file to {name}.yaml, or the item", "pathway")


def steps_unknown(shelf: Shelf) -> Found:
    for name, place, _, step in _steps(shelf):
        for kind in ("expectation", "assessment"):
            word = getattr(step, kind)
            if word and word not in getattr(shelf.knowledge, f"{kind}s"):
                what = f"unknown {kind} {word!r}"
                yield shelf.problem("pathways", name, what, "Add it, or correct the step", "steps", place, kind)


def steps_out_of_order(shelf: Shelf) -> Found:
    for name, place, pathway, step in _steps(shelf):
        before = [other.step for other in pathway.steps[:place]]
        if step.step in before:
            yield shelf.problem("pathways", name, f"step {step.step!r} is there twice", "Rename one", "steps", place)
        if step.after and step.after not in before:
            what = f"step {step.step!r} follows {step.after!r}, which is no step above it"
            yield shelf.problem("pathways", name, what, "Correct `after`, or move the step", "steps", place, "after")


def steps_of_others(shelf: Shelf) -> Found:
    """A step that lies with someone else than those of whom Kinsight says it is owed leaves it with nobody."""
    for name, place, _, step in _steps(shelf):
        owed = shelf.knowledge.expectations.get(step.expectation or "")
        for owner in owners_of(owed) if owed else []:
            if owner not in (*step.roles, RECORDER):
                what = f"{step.expectation!r} is owed by {owner}, who is not in the step"
                yield shelf.problem("pathways", name, what, f"Add {owner} to `roles`", "steps", place, "roles")


def steps_timed_otherwise(shelf: Shelf) -> Found:
    for name, place, _, step in _steps(shelf):
        owed = shelf.knowledge.expectations.get(step.expectation or "")
        if owed and (step.within, step.basis) != (owed.due, owed.basis):
            what = f"is wanted within {step.within} ({step.basis}), but {step.expectation!r} within {owed.due} ({owed.basis})"
            yield shelf.problem("pathways", name, what, "Give both one time", "steps", place, "within")


def reviews_backwards(shelf: Shelf) -> Found:
    for name, pathway in shelf.knowledge.pathways.items():
        if pathway.review_due <= pathway.reviewed:
            what = "is due for review before it was reviewed"
            yield shelf.problem("pathways", name, what, "Correct the dates", "review_due")


def wording_unproven(shelf: Shelf) -> Found:
    for name, rule in shelf.knowledge.wording.items():
        for word, wanted in (("found_in", True), ("passes", False)):
            for place, text in enumerate(getattr(rule, word)):
                if bool(findings(text, [rule])) is not wanted:
                    what = f"does not find its own example: {text}" if wanted else f"objects to what is right: {text}"
                    yield shelf.problem("wording", name, what, "Correct the pattern", word, place)


def wording_no_better(shelf: Shelf) -> Found:
    """What we offer instead must itself pass every rule."""
    rules = shelf.knowledge.wording.values()
    for name, rule in shelf.knowledge.wording.items():
        if findings(rule.say, rules):
            yield shelf.problem("wording", name, "offers words that are to be avoided", "Say it otherwise", "say")


def plans_unknown(shelf: Shelf) -> Found:
    for name, item in shelf.knowledge.catalogue.items():
        if item.planned is not None and item.planned not in PLANNED:
            what = f"{name} is planned for {item.planned!r}"
            do = f"Name the room that will do it: {', '.join(PLANNED)}"
            yield shelf.problem("catalogue", name, what, do, "planned")


def reviews_overdue(shelf: Shelf, as_of: int) -> Found:
    for name, pathway in shelf.knowledge.pathways.items():
        if to_day(pathway.review_due) <= as_of:
            what = f"was due for review on {pathway.review_due}"
            do = f"{pathway.owner}: review it, or say why it still holds, and set `reviewed` and `review_due`"
            yield shelf.problem("pathways", name, what, do, "review_due", warning=True)


EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    names_of_two_shelves,
    shelf_documents_unknown,
    shelf_catalogue_unknown,
    pathway_file_is_name,
    steps_unknown,
    steps_out_of_order,
    steps_of_others,
    steps_timed_otherwise,
    reviews_backwards,
    wording_unproven,
    wording_no_better,
    plans_unknown,
)
#: Those that depend on the day.
DATED: tuple[Callable[[Shelf, int], Found], ...] = (reviews_overdue,)
