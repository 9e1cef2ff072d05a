"""What targets take of the spells of earlier ones (algebra, step 3): the spell itself, or its onset."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import JOINED
from kinsight.engine.judge.scratch import new_contribution, touch


@step
def contribute_spell(scratch, rules, spell):
    """A spell as contribution to every target that takes it, on the days of the taker's own ages and force."""
    is_shared = spell.target < rules.zero or scratch.targets[spell.target].shared
    for n in range(rules.spell_use_at[spell.target], rules.spell_use_at[spell.target + 1]):
        use = rules.spell_uses[n]
        if is_shared:
            touch(scratch, use.taker).shared = True
        add_spell_contribution(scratch, use, rules.targets[use.taker], spell)


@step
def add_spell_contribution(scratch, use, taker, spell):
    family = scratch.family
    start = max(spell.since, family.born + taker.from_age, taker.holds_from)
    before = min(family.born + taker.until_age, family.left_on, taker.holds_until)
    finish = min(taken_until(use, spell), before)
    if start >= finish:
        return
    made = new_contribution(scratch, use.taker)
    made.viewer, made.input, made.start, made.finish = spell.viewer, use.input, start, finish
    made.service = spell.alone if spell.viewer == JOINED else spell.viewer
    planned = spell.since + use.lasts if use.onset else spell.until
    made.withdrawn = spell.withdrawn and min(planned, before) >= spell.until
    made.event, made.source, made.source_since = 0, spell.target, spell.since


@step
def taken_until(use, spell):
    """An onset goes on though its spell ends, but not though it was taken back."""
    if use.onset:
        planned = spell.since + use.lasts
        return min(planned, spell.until) if spell.withdrawn else planned
    return spell.until if use.lasts < 0 else min(spell.until, spell.since + use.lasts)
