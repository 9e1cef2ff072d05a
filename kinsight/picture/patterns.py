"""The patterns that hold on the day, and those that were looked for and do not."""

from collections.abc import Iterable

from kinsight.picture import judged
from kinsight.picture.context import Context
from kinsight.picture.contract import Pattern, Source
from kinsight.picture.iso_days import iso
from kinsight.picture.judged import Spell
from kinsight.picture.reason_words import because
from kinsight.picture.view import View
from kinsight.rules.schema.formats import Citation


def current(view: View) -> list[Spell]:
    """Spells of indicators that people are shown, newest first."""
    spells = judged.current_spells(view.context.family.judged, view.as_of)
    wanted = (one for one in spells if one.viewer == view.number and one.target in view.rules.shown)
    return sorted(wanted, key=lambda one: (-one.since, one.target))


def pattern(view: View, spell: Spell) -> Pattern:
    """A pattern that holds, with its evidence and what knowledge says of it."""
    one = view.knowledge.indicators[view.rules.names[spell.target]]
    evidence = view.evidence_of_spell(spell.target, spell.since)
    contributions = view.contributions.get((spell.target, spell.since), ())
    return {
        "indicator": one.indicator, "title": one.title, "stance": one.stance, "group": one.group, "says": one.says,
        "why": one.why, "misleads": one.misleads, "since": iso(spell.since), "until": iso(spell.until),
        "count": sum(row.finish > view.as_of for row in contributions), "evidence": evidence,
        "reason": because(evidence), "sources": cited(one.sources), "catalogue": one.catalogue,
    }  # fmt: skip


def quiet(context: Context, holds: set[int]) -> list[str]:
    """Indicators in force on the day that were evaluated and do not hold. `holds`: the targets that do."""
    looked_for = context.rules.looked_for
    return [name for name, number, days in looked_for if number not in holds and context.as_of in days]


def cited(sources: Iterable[Citation]) -> list[Source]:
    """Documents and pages, as knowledge cites them."""
    return [{"document": one.document, "page": one.page} for one in sources]
