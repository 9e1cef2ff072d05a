"""What is owed to a child (algebra, step 4): when each response comes to be owed, until when it stands, and whether it was done."""

import numpy as np

from kinsight.engine.compiled import step
from kinsight.engine.judge.answers import gather_answers, judge_answers
from kinsight.engine.judge.layout import AFTER_FACT, AFTER_SPELL, AT_AGE, FOREVER, JOINED, NONE
from kinsight.engine.judge.scratch import must_fit


@step
def add_owed(scratch, rules, number, overdue, still, horizon):
    """All that is owed after one expectation but for what ended by the day `still`; repeats as far as `horizon`."""
    kind = rules.expectations[number].kind
    scratch.used.answers = NONE
    if kind == AFTER_FACT:
        owe_after_facts(scratch, rules, number, overdue, still)
    elif kind == AFTER_SPELL:
        owe_after_spells(scratch, rules, number, overdue, still, horizon)
    elif kind == AT_AGE:
        owe_at_age(scratch, rules, number, overdue, still, horizon)


@step
def closes_on(scratch, expectation):
    """When the child is too old for it or has left, or everyone about whom it could be answered is known to have died."""
    family = scratch.family
    closes = min(family.born + expectation.until_age, family.left_on)
    return min(closes, answerable_until(scratch, expectation.about)) if family.has_death else closes


@step
def answerable_until(scratch, roles):
    """When the last of those who have or had one of these roles is known to have died; never where there is nobody."""
    last, anyone = 0, False
    for n in range(scratch.used.bonds):
        if scratch.bonds[n].role & roles:
            last, anyone = max(last, scratch.bonds[n].death_known), True
    return last if anyone else FOREVER


@step
def owe_after_facts(scratch, rules, number, overdue, still):
    """From the day of each fact; it stands while fact and bond are believed, and, where nothing that is said of a child could answer it,
    until whoever the fact is about is known to have died."""
    cause, expectation = scratch.cause, rules.expectations[number]
    closes, about_children = closes_on(scratch, expectation), expectation.about_children
    cause.earliest, cause.again = expectation.holds_from, 0
    place = scratch.first_trigger[number]
    while place != NONE:
        fact = scratch.trigger_facts[place]
        place = fact.following
        ended = closes if about_children else min(closes, fact.death_known)
        cause.anchor, cause.first, cause.ends = fact.event, fact.start, min(fact.withdrawn_on, ended)
        cause.latest = min(expectation.holds_until, ended)
        cause.withdrawn = fact.withdrawn_on <= ended and fact.withdrawn_on < FOREVER
        owe_periods(scratch, rules, number, overdue, still)


@step
def owe_after_spells(scratch, rules, number, overdue, still, horizon):
    """From the first day of each spell, and again while it holds; a spell that ends by itself leaves what it owed."""
    cause, expectation = scratch.cause, rules.expectations[number]
    closes = closes_on(scratch, expectation)
    cause.earliest = max(scratch.family.born + expectation.from_age, expectation.holds_from)
    cause.latest = min(closes, expectation.holds_until)
    place = scratch.targets[expectation.source].spell
    while place != NONE:
        spell = scratch.spells[place]
        place = spell.following
        if spell.viewer != JOINED:
            continue
        cause.anchor, cause.first, cause.again = spell.since, spell.since, min(spell.until, horizon + 1)
        cause.withdrawn = spell.withdrawn and spell.until <= closes
        cause.ends = spell.until if cause.withdrawn else closes
        owe_periods(scratch, rules, number, overdue, still)


@step
def owe_at_age(scratch, rules, number, overdue, still, horizon):
    """At an age. After birth it waits for a birth to be recorded: an expected day that has passed is not one."""
    family, cause, expectation = scratch.family, scratch.cause, rules.expectations[number]
    if not family.is_born and expectation.age >= 0:
        return
    closes = closes_on(scratch, expectation)
    cause.anchor, cause.first, cause.again = 0, family.born + expectation.age, horizon + 1
    cause.earliest = max(family.born + expectation.from_age, family.known, expectation.holds_from)
    cause.latest = min(closes, expectation.holds_until)
    cause.ends, cause.withdrawn = closes, False
    owe_periods(scratch, rules, number, overdue, still)


@step
def owe_periods(scratch, rules, number, overdue, still):
    """A row for the first day of `scratch.cause`, and for each period after it, on which the expectation is in force."""
    cause = scratch.cause
    if cause.ends <= still:
        return
    for n in range(rules.period_at[number], rules.period_at[number + 1]):
        period = rules.periods[n]
        day = cause.first + period.after
        if period.after != 0 and day >= cause.again:
            return
        if cause.earliest <= day < cause.latest:
            if scratch.used.answers == NONE:
                gather_answers(scratch, rules, number)
            row = new_owed(scratch, number, day, day + period.due)
            row.lapses = min(day + period.due + np.int64(rules.expectations[number].worth), FOREVER)
            judge_answers(scratch, rules, row, overdue)


@step
def new_owed(scratch, number, day, due):
    used, cause = scratch.used, scratch.cause
    must_fit(used.owed + 1, len(scratch.owed))
    row = scratch.owed[used.owed]
    row.child, row.expectation, row.anchor = scratch.family.child, number, cause.anchor
    row.trigger, row.due, row.ends, row.withdrawn = day, due, cause.ends, cause.withdrawn
    used.owed += 1
    return row
