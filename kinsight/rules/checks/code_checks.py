"""Says what is wrong with codelists: a wrong code finds nobody or the wrong fact, and nobody would notice."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations

from kinsight.rules.checks.verhoeff import sound
from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import SITE, Shelf
from kinsight.rules.schema.formats import CodeRow
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.reference_terms import plain

SNOMED = "http://snomed.info/sct"
Found = Iterator[Problem]


def _at(row: CodeRow, what: str, do: str, warning: bool = False) -> Problem:
    return Problem(row.file, row.line, what, do, "warning" if warning else "error")


def _place(row: CodeRow) -> str:
    return f"{row.file}:{row.line}"


def _same_code(shelf: Shelf) -> Iterator[tuple[CodeRow, CodeRow]]:
    """Every two rows of one code, the earlier first."""
    by_code: dict[tuple[str, str], list[CodeRow]] = defaultdict(list)
    for row in shelf.knowledge.codelist:
        by_code[row.system, row.code].append(row)
    for rows in by_code.values():
        yield from combinations(rows, 2)


def _both_match(first: CodeRow, second: CodeRow) -> bool:
    """Whether one record could match both rows: an empty status or limit is no condition."""
    if first.status and second.status and first.status != second.status:
        return False
    low = max(_or(first.low, float("-inf")), _or(second.low, float("-inf")))
    return low < min(_or(first.high, float("inf")), _or(second.high, float("inf")))


def _or(limit: float | None, otherwise: float) -> float:
    return otherwise if limit is None else limit


def codes_of_unknown_concept(shelf: Shelf) -> Found:
    for row in shelf.knowledge.codelist:
        if row.concept not in shelf.knowledge.concepts:
            yield _at(row, f"unknown concept {row.concept!r}", "Add it to concepts.yaml, or correct it")


def codes_repeated(shelf: Shelf) -> Found:
    for first, second in _same_code(shelf):
        if first.concept == second.concept and _both_match(first, second):
            what = f"{second.code} already means {second.concept!r} at {_place(first)}: the fact would count twice"
            yield _at(second, what, "Delete this row, or make the conditions exclude each other")


def codes_contradictory(shelf: Shelf) -> Found:
    for first, second in _same_code(shelf):
        if closes(shelf.knowledge, first.concept, second.concept) and _both_match(first, second):
            both = f"{second.concept!r} here and {first.concept!r} at {_place(first)}"
            what = f"{second.code} means {both}, of which one ends the other"
            yield _at(second, what, "One code cannot open and end the same thing: delete one row")


def codes_excluding(shelf: Shelf) -> Found:
    for first, second in _same_code(shelf):
        if excludes(shelf.knowledge, first.concept, second.concept) and _both_match(first, second):
            both = f"{second.concept!r} here and {first.concept!r} at {_place(first)}"
            what = f"{second.code} means {both}, which exclude each other"
            yield _at(second, what, "One entry cannot say both: delete one row, or give them conditions")


def excludes(knowledge: Knowledge, first: str, second: str) -> bool:
    """Whether one entry cannot mean both: one says so, or one is a contact that was missed and the other one that was made."""
    one, other = (knowledge.concepts.get(name) for name in (first, second))
    if one is None or other is None:
        return False
    return second in one.excludes or first in other.excludes or {one.kind, other.kind} == {"missed", "done"}


def codes_retired(shelf: Shelf) -> Found:
    """A retired code stays for the records that were written with it, and beside it the one that took its place."""
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in shelf.knowledge.codelist:
        if row.code not in shelf.knowledge.retired:
            meant[row.system, row.concept].add(row.code)
    for row in shelf.knowledge.codelist:
        gone = shelf.knowledge.retired.get(row.code)
        others = meant[row.system, row.concept]
        if gone and not (gone.replaced_by in others if gone.replaced_by else others):
            what = f"{row.code} is inactive since {gone.since} ({gone.file}:{gone.line})"
            yield _at(row, what, f"Add a row for {gone.replaced_by or 'an active code'} that means {row.concept!r} too")


def closes(knowledge: Knowledge, first: str, second: str) -> bool:
    """Whether a fact of one of these concepts ends an open one of the other."""
    concepts = knowledge.concepts
    pairs = ((first, second), (second, first))
    return any(opened in concepts and ended in concepts[opened].closed_by for opened, ended in pairs)


def ranges_empty(shelf: Shelf) -> Found:
    for row in shelf.knowledge.codelist:
        if row.low is not None and row.high is not None and row.low >= row.high:
            yield _at(row, f"no value is at least {row.low:g} and below {row.high:g}", "Correct low and high")


def check_digits(shelf: Shelf) -> Found:
    for row in shelf.knowledge.codelist:
        if row.system == SNOMED and not sound(row.code):
            do = "Look the code up again: a digit is wrong or lost"
            yield _at(row, f"{row.code} is not a SNOMED CT identifier: its check digit is wrong", do)


def provenance_missing(shelf: Shelf) -> Found:
    for row in shelf.knowledge.codelist:
        if not (row.document and row.seen):
            yield _at(row, f"{row.code} does not say where it was seen", "Fill `document` and `seen`")


def provenance_unknown(shelf: Shelf) -> Found:
    for row in shelf.knowledge.codelist:
        ours = not row.file.startswith(SITE)  # a site vouches for its own codes
        if ours and row.document and row.document not in shelf.knowledge.sources:
            yield _at(row, f"unknown source document {row.document!r}", "Add it to sources.yaml, or correct it")


def terms_differ(shelf: Shelf) -> Found:
    for first, second in _same_code(shelf):
        if first.term.casefold() != second.term.casefold():
            what = f"{second.code} is {second.term!r} here but {first.term!r} at {_place(first)}"
            yield _at(second, what, "Check which code was meant", warning=True)


def terms_off_reference(shelf: Shelf) -> Found:
    """A digit can be wrong and the check digit still right; then the term is another."""
    for row in shelf.knowledge.codelist:
        known = shelf.knowledge.reference.get(row.code)
        if known and known.system == row.system and plain(known.term) != plain(row.term):
            what = f"{row.code} is {row.term!r} here but {known.term!r} at {known.file}:{known.line}"
            yield _at(row, what, "Check which code was meant, and write its published term", warning=True)


def reference_digits(shelf: Shelf) -> Found:
    for known in shelf.knowledge.reference.values():
        if known.system == SNOMED and not sound(known.code):
            what = f"{known.code} is not a SNOMED CT identifier: its check digit is wrong"
            yield Problem(known.file, known.line, what, "Take it out: it must not be shipped")


def reference_unknown(shelf: Shelf) -> Found:
    for known in shelf.knowledge.reference.values():
        if known.document not in shelf.knowledge.sources:
            what = f"unknown source document {known.document!r}"
            yield Problem(known.file, known.line, what, "Add it to sources.yaml, or correct it")


BREAKING: tuple[Callable[[Shelf], Found], ...] = (
    codes_of_unknown_concept,
    codes_repeated,
    codes_contradictory,
    codes_excluding,
    ranges_empty,
)
EDITORIAL: tuple[Callable[[Shelf], Found], ...] = (
    check_digits,
    codes_retired,
    provenance_missing,
    provenance_unknown,
    terms_differ,
    terms_off_reference,
    reference_digits,
    reference_unknown,
)
