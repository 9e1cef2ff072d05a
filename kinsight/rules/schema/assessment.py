"""What we say of an assessment beside its questions: who makes it, about whom, on what ground, and examples of answers."""

from datetime import date
from typing import Annotated

from pydantic import Field

from kinsight.rules.schema.formats import GROUPS, OWNERS, Citation, CodeRow
from kinsight.rules.schema.grammar import About, Strict, Text, Word
from kinsight.rules.schema.questionnaire import Questionnaire, walk

#: The document that the meaning of our own questions rests on.
OURS = "kinsight-assessments"
Answer = bool | int | date | str


class AssessmentExample(Strict):
    title: Text
    answers: dict[Word, Answer | list[Answer]] = Field(min_length=1)
    """By linkId: true, false, words, a date, or the code of an option."""
    becomes: list[Word]
    """Every concept that these answers state, once loaded."""
    missing: list[Word] = Field(default=[])
    """Questions that must be answered and are not: the assessment is not complete."""


class Assessment(Strict):
    """Stands beside the Questionnaire of the same name."""

    assessment: Word
    """The name of both files."""
    title: Annotated[str, Field(min_length=1, max_length=70)]
    group: GROUPS
    says: Text
    """What it is for, in one or two plain sentences."""
    why: Text
    misleads: Text
    about: About
    """Whose record the answers belong in, as seen from the child."""
    by: list[OWNERS] = Field(min_length=1)
    """Who makes it."""
    sections: list[Word] = Field(default=[])
    """Groups without which it is not complete."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(default=[])
    since: date | None = None
    examples: list[AssessmentExample] = Field(default=[])


def code_rows(asked: Questionnaire, file: str, line: int = 1) -> list[CodeRow]:
    """A yes to a coded question is its concept: one row of a codelist each, made from the questions themselves."""
    return [
        CodeRow(
            system=asked.url,
            code=item.link_id,
            term=item.text,
            concept=item.concept,
            document=OURS,
            seen=asked.date[:7],
            file=file,
            line=line,
        )
        for _, item in walk(asked.item)
        if item.concept
    ]
