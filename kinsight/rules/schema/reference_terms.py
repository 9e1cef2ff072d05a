"""Codes together with the term that their publisher gives them, so that a code met with another term is noticed."""

import re

from kinsight.rules.schema.grammar import Strict, Text


class ReferenceTerm(Strict):
    """One row of `knowledge/reference/*.csv`: a code that may be shipped, read with its term in a document."""

    system: Text
    code: Text
    term: Text
    document: Text
    seen: Text
    file: str = ""
    line: int = 0


class RetiredCode(Strict):
    """One row of `knowledge/reference/retired/*.csv`: a code that its publisher has made inactive."""

    system: Text
    code: Text
    term: Text
    since: Text
    """The month, YYYY-MM: records written before keep it."""
    replaced_by: str = ""
    document: Text
    seen: Text
    file: str = ""
    line: int = 0


def plain(term: str) -> str:
    """A term without its kind in brackets, its capitals, its hyphens and what differs between English and American."""
    said = re.sub(r"\s*\([^()]*\)$", "", term.strip()).casefold().replace("-", " ")
    for american, british in (("honor ", "honour "), ("behavior", "behaviour"), ("ization", "isation")):
        said = said.replace(american, british)
    return " ".join(said.split())
