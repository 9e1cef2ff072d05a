"""A site's own codes: what each means already, what it could mean, and the codelist that the site may use beside ours.

Nothing is guessed: a proposal is a code or a term that is written exactly like one of ours, and stays one until somebody writes
the concept beside it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from kinsight.rules.checks.code_checks import SNOMED, closes, excludes
from kinsight.rules.checks.verhoeff import sound
from kinsight.rules.read.documents import read_csv
from kinsight.rules.read.knowledge_folder import CODELIST_COLUMNS
from kinsight.rules.schema.formats import CodeRow
from kinsight.rules.schema.knowledge import Knowledge

NEEDED = ("system", "code", "term")
State = Literal["mapped", "new", "proposed", "unknown", "wrong"]


class NotACodeFile(ValueError):
    """The file lacks a column that it needs."""


@dataclass(frozen=True)
class SiteCode:
    """One row of a site's file. `concept` is empty where the site gives none; `count`: how often it is used, as written."""

    line: int
    system: str
    code: str
    term: str
    concept: str = ""
    count: str = ""


@dataclass(frozen=True)
class Judged:
    """`concepts`: what it means already, what the site says, or what is proposed, by `state`; `why`: in words."""

    row: SiteCode
    state: State
    concepts: tuple[str, ...] = ()
    why: str = ""


def read_codes(text: str) -> list[SiteCode]:
    """The rows of a site's CSV (system, code, term, and if there are any concept and count). Raises `NotACodeFile`."""
    rows = read_csv(text)
    first = rows[0][1] if rows else {}
    if lacking := [name for name in NEEDED if name not in first]:
        raise NotACodeFile(f"it has no rows with: {', '.join(lacking)}")
    return [_row(line, {name: (value or "").strip() for name, value in cells.items()}) for line, cells in rows]


def _row(line: int, cells: dict[str, str]) -> SiteCode:
    kept = {name: cells.get(name, "") for name in (*NEEDED, "concept", "count")}
    return SiteCode(line=line, **kept)


def judge(knowledge: Knowledge, rows: Iterable[SiteCode]) -> list[Judged]:
    """Every row in the order of the file, against our codelists and against the rows before it."""
    book, seen, found = _Book(knowledge), dict[tuple[str, str], list[SiteCode]](), []
    for row in rows:
        before = seen.setdefault((row.system, row.code), [])
        found.append(book.judged(row, before))
        before.append(row)
    return found


class _Book:
    """Our codelists by code, and by what they write."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.meant: dict[tuple[str, str], list[CodeRow]] = {}
        self.written: dict[str, set[str]] = {}
        for row in knowledge.codelist:
            self.meant.setdefault((row.system, row.code), []).append(row)
            for text in (row.code, row.term):
                self.written.setdefault(text.casefold(), set()).add(row.concept)
        for name, concept in knowledge.concepts.items():
            for text in (name, concept.title):
                self.written.setdefault(text.casefold(), set()).add(name)

    def judged(self, row: SiteCode, before: list[SiteCode]) -> Judged:
        if wrong := next(self.wrong(row, before), ""):
            return Judged(row, "wrong", (), wrong)
        ours = tuple(sorted({one.concept for one in self.meant.get((row.system, row.code), [])}))
        if ours and (not row.concept or row.concept in ours):
            return Judged(row, "mapped", ours, "nothing to do")
        if row.concept:
            return Judged(row, "new", (row.concept,), f"beside {', '.join(ours)}" if ours else "")
        proposed = tuple(
            sorted(self.written.get(row.code.casefold(), set()) | self.written.get(row.term.casefold(), set()))
        )
        if proposed:
            return Judged(row, "proposed", proposed, "written exactly so in ours: to be confirmed")
        return Judged(row, "unknown", (), "nothing of ours is written so: choose a concept, or leave it")

    def wrong(self, row: SiteCode, before: list[SiteCode]) -> Iterator[str]:
        if lacking := [name for name in NEEDED if not getattr(row, name)]:
            yield f"has no {' and no '.join(lacking)}"
        if row.system == SNOMED and not sound(row.code):
            yield "is no SNOMED CT identifier: its check digit is wrong. Was it opened in a spreadsheet?"
        if row.concept and row.concept not in self.knowledge.concepts:
            yield f"there is no concept {row.concept!r}"
        for other in before:
            if other.concept == row.concept:
                yield f"stands in line {other.line} already"
        others = [one.concept for one in self.meant.get((row.system, row.code), [])]
        for concept in [*others, *(one.concept for one in before)]:
            if row.concept and concept and closes(self.knowledge, row.concept, concept):
                yield f"means {row.concept!r} and {concept!r}, of which one ends the other"
            if row.concept and concept and excludes(self.knowledge, row.concept, concept):
                yield f"means {row.concept!r} and {concept!r}, which exclude each other"


def codelist(judged: Iterable[Judged], site: str, seen: str) -> str:
    """A codelist of what the site has given a concept. What is only proposed stands in it as a note, to be confirmed there.

    `site`: its name, the `document` of every row. `seen`: the month, YYYY-MM.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n")
    write.writerow(CODELIST_COLUMNS)
    for one in judged:
        for concept in one.concepts if one.state in ("new", "proposed") else ():
            out.write("# to confirm: " if one.state == "proposed" else "")
            write.writerow([one.row.system, one.row.code, one.row.term, concept, "", "", "", "", site, seen])
    return out.getvalue()
