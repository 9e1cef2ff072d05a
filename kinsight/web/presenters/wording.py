"""Offers better words for a note that was just saved: a hint and never a hindrance, without a word of the note itself."""

from kinsight.practice.knowledge import Knowledge
from kinsight.practice.wording import found

#: More at once would be a lecture.
MOST = 2


def hints(knowledge: Knowledge, note: str) -> list[str]:
    """One sentence a rule, each rule once, in the order of the note."""
    rules = dict.fromkeys(one.rule.wording for one in found(note, knowledge.wording.values()))
    return [_said(knowledge, name) for name in list(rules)[:MOST]]


def _said(knowledge: Knowledge, name: str) -> str:
    rule = knowledge.wording[name]
    return (
        f"Your note is saved as you wrote it. For next time, words like “{rule.avoid}” can be said better. {rule.say}"
    )
