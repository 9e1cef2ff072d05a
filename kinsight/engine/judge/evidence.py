"""Evidence (algebra, step 5): the contributions that took part in each spell of the family in working memory."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import JOINED, NONE


@step
def is_seen(contribution, viewer):
    """The joined view has all but what one service's view alone shows; a service's own view has what it knows."""
    return contribution.viewer == JOINED if viewer == JOINED else contribution.service == viewer


@step
def most_evidence(scratch):
    """A number of rows that all evidence fits in."""
    count = 0
    for n in range(scratch.used.spells):
        place = scratch.targets[scratch.spells[n].target].contribution
        while place != NONE:
            count += 1
            place = scratch.contributions[place].following
    return 2 * count


@step
def gather_evidence(scratch, rules, rows, views):
    """Fill `rows` (`EVIDENCE`); return how many."""
    count = 0
    for n in range(scratch.used.spells):
        spell = scratch.spells[n]
        count = add_evidence(scratch, rules, rows, count, spell, spell.viewer)
        if views and spell.viewer == JOINED and spell.alone != JOINED:
            count = add_evidence(scratch, rules, rows, count, spell, spell.alone)
    return count


@step
def add_evidence(scratch, rules, rows, count, spell, viewer):
    place = scratch.targets[spell.target].contribution
    while place != NONE:
        one = scratch.contributions[place]
        place = one.following
        if is_seen(one, viewer) and one.start < spell.until and one.finish > spell.since:
            row = rows[count]
            row.viewer, row.target, row.since = viewer, spell.target - rules.zero, spell.since
            row.event, row.input, row.start, row.finish = one.event, one.input, one.start, one.finish
            row.source = 0 if one.source == NONE else one.source - rules.zero
            row.source_since = one.source_since
            count += 1
    return count
