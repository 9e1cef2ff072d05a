"""Words that hide a child, or blame someone for what was done to them: what to say instead, found in any text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from kinsight.rules.schema.formats import Citation
from kinsight.rules.schema.grammar import Strict, Text, Word


def _readable(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as wrong:
        raise ValueError(f"cannot be read as a pattern: {wrong}") from wrong
    return pattern


class WordingRule(Strict):
    wording: Word
    avoid: Text
    """The words as one would write them, for people to read."""
    pattern: Annotated[str, Field(min_length=1), AfterValidator(_readable)]
    """What finds them: a regular expression, small and capital letters alike, at the edges of words."""
    say: Text
    """What to say instead."""
    why: Text
    about: Literal["anyone", "child", "young-person", "parent", "child-with-disability", "victim"]
    """Of whom the words are wrong."""
    found_in: list[Text] = Field(min_length=1)
    """Sentences in which it is found; each is tried."""
    passes: list[Text] = Field(min_length=1)
    """Sentences that are near and right; each is tried."""
    sources: list[Citation] = Field(min_length=1)
    catalogue: list[str] = Field(default=[])


#: "never a …", "not …", "never write that they …": what is denied is not said.
_DENIED = re.compile(
    r"\b(?:never|not|no)\s+(?:an?\s+|the\s+|(?:write|say)\s+(?:that\s+)?(?:(?:he|she|they)\s+)?)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class Finding:
    """`words` as they stand in the text, from its place `start` until `end`."""

    start: int
    end: int
    words: str
    rule: WordingRule


def findings(text: str, rules: Iterable[WordingRule]) -> list[Finding]:
    """Every place in `text` where a rule has better words, in the order of the text. It never changes or refuses a text."""
    return sorted((one for rule in rules for one in _by(rule, text)), key=lambda one: (one.start, one.rule.wording))


def _by(rule: WordingRule, text: str) -> Iterator[Finding]:
    for match in _compiled(rule.pattern).finditer(text):
        if _DENIED.search(text, 0, match.start()):
            continue
        yield Finding(match.start(), match.end(), match[0], rule)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A blank in the pattern is any stretch of blanks and line ends in the text; one in brackets, or before `?`, is itself."""
    spaced = re.sub(r"(?<!\[) (?!\?)", r"\\s+", pattern)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)", re.IGNORECASE)
