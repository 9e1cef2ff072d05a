"""Whether somebody who may has read a rule and stands by it, and whether it still says what they read."""

import json
from hashlib import sha256

from kinsight.rules.schema.formats import RuleHead

#: The fields that say so.
FIELDS = ("status", "reviewed_by", "reviewed_on", "reviewed_as")


def meaning(item: RuleHead) -> str:
    """A short digest of all that a rule says but for its review."""
    said = item.model_dump(mode="json", by_alias=True, exclude=set(FIELDS), exclude_defaults=True)
    return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def is_reviewed(item: RuleHead) -> bool:
    """Whether it is reviewed, as it stands."""
    return item.status == "reviewed" and item.reviewed_as == meaning(item)


def signed(text: str, item: RuleHead, by: str, on: str) -> str:
    """The text of a rule's file with this review in place of an earlier one, right after its name."""
    own = [line for line in text.splitlines(keepends=True) if line.split(":")[0] not in FIELDS]
    said = {"status": "reviewed", "reviewed_by": by, "reviewed_on": on, "reviewed_as": meaning(item)}
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False) if name != 'reviewed_on' else value}\n"
        for name, value in said.items()
    ]
    return "".join([own[0], *lines, *own[1:]])
