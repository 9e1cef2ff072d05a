"""Spells (algebra, steps 2 and 3): the longest runs of days on which at least `need` contributions overlap, and what later targets
take of them. Joined, and as each service alone sees them."""

import numpy as np

from kinsight.engine.compiled import step
from kinsight.engine.judge.combine import contribute_spell
from kinsight.engine.judge.layout import FOREVER, JOINED, NONE
from kinsight.engine.judge.ordering import sort_numbers
from kinsight.engine.judge.scratch import must_fit


@step
def find_spells(scratch, rules, target, views):
    """Spells of one target. What comes from one service alone is that service's own view too; what several know is looked at
    again as each sees it (`views`). So is what a view alone shows: a service that saw less may see a later onset."""
    need = rules.targets[target].need
    count, lowest, highest, has_views = gather_joined(scratch, target)
    alone = lowest if count > 0 and lowest == highest and not has_views else JOINED
    if count >= need:
        find_overlaps(scratch, rules, target, need, count, np.int64(JOINED), alone)
    if not views or alone != JOINED or (not has_views and (count < need or lowest == highest)):
        return
    service = next_service(scratch, target, np.int64(JOINED))
    while service != NONE:
        count = gather_of_service(scratch, target, service)
        if count >= need:
            find_overlaps(scratch, rules, target, need, count, service, np.int64(JOINED))
        service = next_service(scratch, target, service)


@step
def gather_joined(scratch, target):
    """Contributions of the joined view into `overlapping`: how many, the lowest and highest service, and whether others have any."""
    count, lowest, highest, has_views = 0, FOREVER, -FOREVER, False
    place = scratch.targets[target].contribution
    while place != NONE:
        one = scratch.contributions[place]
        if one.viewer == JOINED:
            scratch.overlapping[count] = place
            lowest, highest = min(lowest, one.service), max(highest, one.service)
            count += 1
        else:
            has_views = True
        place = one.following
    return count, lowest, highest, has_views


@step
def gather_of_service(scratch, target, service):
    """Contributions that a service knows into `overlapping`; return how many."""
    count, place = 0, scratch.targets[target].contribution
    while place != NONE:
        one = scratch.contributions[place]
        if one.service == service:
            scratch.overlapping[count] = place
            count += 1
        place = one.following
    return count


@step
def next_service(scratch, target, after):
    """The lowest number above `after` of a service that knows of a contribution, or `NONE`."""
    lowest, place = FOREVER, scratch.targets[target].contribution
    while place != NONE:
        one = scratch.contributions[place]
        if after < one.service < lowest:
            lowest = one.service
        place = one.following
    return lowest if lowest < FOREVER else NONE


@step
def end_key(contribution):
    """A number that sorts ends by day, and of one day those first whose evidence was taken back."""
    return np.int64(contribution.finish) * 2 + (0 if contribution.withdrawn else 1)


@step
def day_of(end):
    return end >> 1


@step
def find_overlaps(scratch, rules, target, need, count, viewer, alone):
    """The k-overlap identity: with starts and ends each sorted on their own, part j is [starts[j + need - 1], ends[j]). Parts come
    in order, so a spell goes on from one to the next where that one is not empty and touches it."""
    if count == 1:
        only = scratch.contributions[scratch.overlapping[0]]
        add_spell(scratch, rules, target, viewer, alone, only.start, np.int64(only.finish), np.int64(1), only.withdrawn)
        return
    starts, ends = scratch.starts, scratch.ends
    for n in range(count):
        one = scratch.contributions[scratch.overlapping[n]]
        starts[n], ends[n] = one.start, end_key(one)
    sort_numbers(starts[:count])
    sort_numbers(ends[:count])
    j, last = 0, count - need
    while j <= last:
        since, first = starts[j + need - 1], j
        if since < day_of(ends[j]):
            while j < last and starts[j + need] <= day_of(ends[j]) and starts[j + need] < day_of(ends[j + 1]):
                j += 1
            withdrawn = ends_withdrawn(ends, first, j)
            add_spell(
                scratch, rules, target, viewer, alone, since, day_of(ends[j]), np.int64(need + j - first), withdrawn
            )
        j += 1


@step
def ends_withdrawn(ends, first, last):
    """Whether, of those that end on the last day, one was taken back."""
    n = last
    while n >= first and day_of(ends[n]) == day_of(ends[last]):
        if ends[n] & 1 == 0:
            return True
        n -= 1
    return False


@step
def add_spell(scratch, rules, target, viewer, alone, since, until, count, withdrawn):
    used, state = scratch.used, scratch.targets[target]
    must_fit(used.spells + 1, len(scratch.spells))
    spell = scratch.spells[used.spells]
    spell.target, spell.viewer, spell.alone, spell.count = target, viewer, alone, count
    spell.since, spell.until, spell.withdrawn = since, until, withdrawn
    spell.following, state.spell = state.spell, used.spells
    used.spells += 1
    contribute_spell(scratch, rules, spell)
