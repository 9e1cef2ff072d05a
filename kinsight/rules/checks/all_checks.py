"""Says everything that is wrong with practice knowledge at once: one small function for each way to be wrong."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

from kinsight.rules.checks import (
    assessment_checks,
    code_checks,
    date_checks,
    example_checks,
    feed_checks,
    identity_checks,
    owner_checks,
    paper_checks,
    pathway_checks,
    question_checks,
    recording_checks,
    review_checks,
    role_checks,
    tone_checks,
)
from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf, read
from kinsight.rules.read.knowledge_paths import local_settings, root_of, site_codelists
from kinsight.rules.schema import roles
from kinsight.rules.schema.derivations import Derivation
from kinsight.rules.schema.durations import days
from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.grammar import AllInput, AnInput, AnyInput, AtLeastInput, ConceptInput, Leaf, SpellInput
from kinsight.rules.schema.levels import Circle
from kinsight.rules.schema.lineage import Rule, kind_of, name_of
from kinsight.rules.schema.walk import concepts_of, levels_of, references_of
from kinsight.store.keys import small_key

Found = Iterator[Problem]


def check(root: Path | None = None, as_of: int | None = None, codelists: Path | None = None) -> list[Problem]:
    """Every error and warning below `root`, in the site's settings and in its codelists, in the order of files and lines.

    `as_of`: the day by which reviews must have been made; without it, no review is judged.
    """
    shelf, problems = read(root_of(root), local_settings(), site_codelists(codelists))
    found = {one for validator in (*EDITORIAL, *OTHER_SHELVES) for one in validator(shelf)}
    dated = {one for validator in pathway_checks.DATED if as_of is not None for one in validator(shelf, as_of)}
    return sorted({*problems, *breaking(shelf), *found, *dated})


def breaking(shelf: Shelf) -> list[Problem]:
    """What would make the judge wrong: `load` refuses it."""
    return [problem for validator in BREAKING for problem in validator(shelf)]


def items(shelf: Shelf) -> Iterator[tuple[str, str, Rule]]:
    """Every rule as (kind, name, rule)."""
    yield from ((f"{kind_of(one)}s", name_of(one), one) for one in shelf.knowledge.rules())


def _nearest(word: str, known: object) -> str:
    close = get_close_matches(word, list(known), 1)  # type: ignore[call-overload]
    return f"Did you mean {close[0]!r}?" if close else ""


def names_repeated(shelf: Shelf) -> Found:
    for kind, name, place in shelf.repeated:
        first = shelf.places[kind, name].document.file
        line = place.document.line(*place.path)
        yield Problem(place.document.file, line, f"{name!r} is already in {first}", "Rename one, or delete it")


def names_shared(shelf: Shelf) -> Found:
    first: dict[str, str] = {}
    for kind, name, one in items(shelf):
        other = first.setdefault(name, kind_of(one))
        if other != kind_of(one):
            what = f"{name!r} is both an {other} and {'an' if kind == 'expectations' else 'a'} {kind_of(one)}"
            yield shelf.problem(kind, name, what, "Give one of them another name", kind_of(one))


def file_is_name(shelf: Shelf) -> Found:
    for kind, name, _ in items(shelf):
        file = shelf.places[kind, name].document.file
        if Path(file).stem != name:
            do = f"Rename the file to {name}.yaml, or the item"
            yield shelf.problem(kind, name, f"{name!r} stands in a file of another name", do, kind.removesuffix("s"))


def file_is_in_group(shelf: Shelf) -> Found:
    """A reader who looks for a group's rules finds them all in one folder, building blocks apart."""
    for kind, name, item in items(shelf):
        folder = Path(shelf.places[kind, name].document.file).parent.as_posix()
        block = isinstance(item, Indicator) and not item.shown
        right = f"rules/{item.group}/{'building-blocks' if block else kind}"
        if folder.startswith("rules/") and folder != right:
            yield shelf.problem(kind, name, f"{name!r} stands in {folder}", f"Move it to {right}", "group")


def concepts_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.concepts
    for kind, name, item in items(shelf):
        for path, concept in concepts_of(item):
            if concept not in known:
                do = _nearest(concept, known) or "Add it to concepts.yaml"
                yield shelf.problem(kind, name, f"unknown concept {concept!r}", do, *path)


def closers_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.concepts
    for name, concept in known.items():
        for place, other in enumerate(concept.closed_by):
            if other not in known:
                do = _nearest(other, known) or "Add it to concepts.yaml"
                yield shelf.problem("concepts", name, f"unknown concept {other!r}", do, "closed_by", place)


def documents_unknown(shelf: Shelf) -> Found:
    known = shelf.knowledge.sources
    for kind, name, item in items(shelf):
        for place, cited in enumerate(item.sources):
            if cited.document not in known:
                do = _nearest(cited.document, known) or "Add it to sources.yaml"
                path = ("sources", place, "document")
                yield shelf.problem(kind, name, f"unknown source document {cited.document!r}", do, *path)


def catalogue_unknown(shelf: Shelf) -> Found:
    for kind, name, item in items(shelf):
        for place, cited in enumerate(item.catalogue):
            if cited not in shelf.knowledge.catalogue:
                do = "Add it to catalogue.yaml, or correct it"
                yield shelf.problem(kind, name, f"unknown catalogue id {cited!r}", do, "catalogue", place)


def references_unknown(shelf: Shelf) -> Found:
    for kind, name, item in items(shelf):
        for path, other_kind, other in references_of(item):
            known = getattr(shelf.knowledge, other_kind)
            if other not in known:
                do = _nearest(other, known) or f"Add {other_kind}/{other}.yaml"
                yield shelf.problem(kind, name, f"unknown {other_kind.removesuffix('s')} {other!r}", do, *path)


def circles(shelf: Shelf) -> Found:
    try:
        _ = shelf.knowledge.levels
    except Circle as circle:
        name = circle.path[0].split("/")[0]
        kind = "indicators" if name in shelf.knowledge.indicators else "expectations"
        yield shelf.problem(kind, name, f"rests on itself: {circle}", "Break the circle")


def need_impossible(shelf: Shelf) -> Found:
    for name, item in shelf.knowledge.indicators.items():
        for path, need, group, parts in levels_of(item):
            if need > len(parts) and (group or all(_counts_once(part) for part in parts)):
                what = f"needs {need} but can have at most {len(parts)}"
                yield shelf.problem("indicators", name, what, "Lower the need, or add inputs", *path)


def _counts_once(part: AnInput) -> bool:
    return isinstance(part, SpellInput | AnyInput | AllInput | AtLeastInput)


def ages_empty(shelf: Shelf) -> Found:
    for kind, name, item in items(shelf):
        if isinstance(item, Derivation):
            continue
        word, ages = ("when", item.when) if isinstance(item, Indicator) else ("after", item.after)
        if days(ages.from_age) >= days(ages.until_age):
            what = f"no child is from {ages.from_age} until {ages.until_age} old"
            yield shelf.problem(kind, name, what, "Correct the ages", word, "from_age")


def counted_twice(shelf: Shelf) -> Found:
    for name, item in shelf.knowledge.indicators.items():
        for path, need, group, parts in levels_of(item):
            for place, part in enumerate(parts if need > 1 else []):
                if any(_same_twice(part, other, group) for other in parts[:place]):
                    what = f"{_source(part)!r} stands in two inputs of one level, so that one fact would count twice"
                    do = "Make one input of them, or take one out"
                    yield shelf.problem("indicators", name, what, do, *path, place)


def _same_twice(part: AnInput, other: AnInput, group: bool) -> bool:
    if type(part) is not type(other) or not _source(part) or _source(part) != _source(other):
        return False
    if isinstance(part, ConceptInput) and isinstance(other, ConceptInput):
        return not group or roles.may_be_one_person(part.about, other.about)
    return True


def _source(part: AnInput) -> str:
    """What an input takes; nothing for a group."""
    return part.flat().source if isinstance(part, Leaf) else ""


def counts_mixed(shelf: Shelf) -> Found:
    for name, item in shelf.knowledge.indicators.items():
        parts = item.when.inputs
        mixed = {_counts_once(part) for part in parts} == {True, False}
        if item.when.need > 1 and mixed:
            what = "counts patterns once each but facts every time they happened"
            do = "If a kind of fact is to count once, write it as {any: [it]}"
            yield shelf.problem("indicators", name, what, do, "when", "need", warning=True)


def keys_collide(shelf: Shelf) -> Found:
    seen: dict[int, str] = {}
    for name in shelf.knowledge.concepts:
        other = seen.setdefault(small_key(name), name)
        if other != name:
            yield shelf.problem("concepts", name, f"has the same key as {other!r}", "Rename one of them")


def misleads_missing(shelf: Shelf) -> Found:
    for kind, name, item in items(shelf):
        if not item.misleads.strip():
            yield shelf.problem(kind, name, "does not say when it misleads", "Add `misleads:`")


def concepts_dead(shelf: Shelf) -> Found:
    taken = (item for _, _, item in items(shelf) if not isinstance(item, Derivation))
    used = {concept for item in taken for _, concept in concepts_of(item)}
    used |= {row.concept for row in shelf.knowledge.codelist} | shelf.knowledge.uncoded.keys()
    used |= {name for name, concept in shelf.knowledge.concepts.items() if concept.response}
    used |= {word for asked in shelf.knowledge.questionnaires.values() for word in asked.concepts}
    used |= {word for asked in shelf.knowledge.questions.values() for _, word in question_checks.concepts_of(asked)}
    used |= {other for concept in shelf.knowledge.concepts.values() for other in concept.closed_by}
    for name in shelf.knowledge.concepts.keys() - used:
        yield shelf.problem("concepts", name, f"nothing uses {name!r}", "Use it, or take it out", warning=True)


BREAKING: tuple[Callable[[Shelf], Found], ...] = (
    names_repeated,
    names_shared,
    file_is_name,
    concepts_unknown,
    closers_unknown,
    documents_unknown,
    references_unknown,
    circles,
    need_impossible,
    ages_empty,
    counted_twice,
    keys_collide,
    *code_checks.BREAKING,
    *date_checks.BREAKING,
    *question_checks.BREAKING,
)
EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    catalogue_unknown,
    file_is_in_group,
    review_checks.reviews_wrong,
    misleads_missing,
    counts_mixed,
    concepts_dead,
    *code_checks.EDITORIAL,
    *date_checks.EDITORIAL,
    *example_checks.EDITORIAL,
    *paper_checks.EDITORIAL,
    *role_checks.EDITORIAL,
    *tone_checks.EDITORIAL,
)
#: Of the shelves beside indicators and expectations.
OTHER_SHELVES: tuple[Callable[[Shelf], Found], ...] = (
    *assessment_checks.EDITORIAL,
    *pathway_checks.EDITORIAL,
    *feed_checks.EDITORIAL,
    *recording_checks.EDITORIAL,
    *question_checks.EDITORIAL,
    *owner_checks.EDITORIAL,
    *identity_checks.EDITORIAL,
)
