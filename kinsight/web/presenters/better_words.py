"""Offers better words for a note that was just saved: one quiet line, without a word of the note itself."""

from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.wording import findings

#: More at once would be a lecture.
MOST = 2


def advice(knowledge: Knowledge, note: str) -> str:
    """One line for all rules, in the order of the note; empty when there is nothing to say. It never stands above what follows."""
    rules = dict.fromkeys(one.rule.wording for one in findings(note, knowledge.wording.values()))
    offers = [_offer(knowledge, name) for name in list(rules)[:MOST]]
    return f"Your note is saved as you wrote it. On words, for next time: {' '.join(offers)}" if offers else ""


def _offer(knowledge: Knowledge, name: str) -> str:
    rule = knowledge.wording[name]
    return f"“{rule.avoid}” can be said better. {rule.say}"
