"""Nameless groups that cannot help any pattern to hold are left out: most of them, for most children."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import NONE


@step
def drop_idle_groups(scratch, rules):
    """A group matters only where enough of what some pattern takes has something too. (What is dropped stays touched.)"""
    count_members(scratch, rules)
    for n in range(scratch.used.touched):
        target = scratch.touched[n]
        if rules.demand_at[target] < rules.demand_at[target + 1] and not can_help(scratch, rules, target):
            scratch.targets[target].contribution = NONE


@step
def count_members(scratch, rules):
    """How many groups that each pattern takes have something."""
    for n in range(scratch.used.touched):
        target = scratch.touched[n]
        for m in range(rules.demand_at[target], rules.demand_at[target + 1]):
            scratch.targets[rules.demands[m].pattern].members = 0
    for n in range(scratch.used.touched):
        target = scratch.touched[n]
        for m in range(rules.demand_at[target], rules.demand_at[target + 1]):
            scratch.targets[rules.demands[m].pattern].members += 1


@step
def can_help(scratch, rules, target):
    for n in range(rules.demand_at[target], rules.demand_at[target + 1]):
        demand = rules.demands[n]
        if scratch.targets[demand.pattern].members + demand.others >= demand.need:
            return True
    return False
