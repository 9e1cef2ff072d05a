"""Says what is wrong with the reviews of rules: one without a name or a day, one of a draft, and one of another text."""

from collections.abc import Iterator

from kinsight.rules.read.documents import Problem
from kinsight.rules.read.knowledge_folder import Shelf
from kinsight.rules.schema.formats import RuleHead
from kinsight.rules.schema.lineage import kind_of, name_of
from kinsight.rules.schema.rule_review import FIELDS, is_reviewed

SIGN = "Sign it with: kinsight knowledge sign"


def reviews_wrong(shelf: Shelf) -> Iterator[Problem]:
    for item in shelf.knowledge.rules():
        for what, do in _wrong(item):
            yield shelf.problem(f"{kind_of(item)}s", name_of(item), what, do, "status")


def _wrong(item: RuleHead) -> Iterator[tuple[str, str]]:
    said = [field for field in FIELDS[1:] if getattr(item, field)]
    if item.status == "draft" and said:
        yield f"a draft has {said[0]}", f"Take it out, or {SIGN[0].lower()}{SIGN[1:]}"
    elif item.status == "reviewed" and len(said) < len(FIELDS) - 1:
        yield "it is reviewed, and not said by whom, on which day and what was read", SIGN
    elif item.status == "reviewed" and not is_reviewed(item):
        yield "it has changed since it was reviewed", f"{SIGN}, or make it a draft"
