"""On which days a person has a role towards the child (algebra: the bond's part of a contribution's interval)."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.ordering import merge_intervals
from kinsight.engine.judge.scratch import must_fit


@step
def role_intervals(scratch, person, roles):
    """First and last place in `scratch.role_intervals` of the days on which a person has one of these roles; worked out once."""
    used = scratch.used
    for n in range(used.role_sets - 1, -1, -1):
        known = scratch.role_sets[n]
        if known.person == person.person and known.roles == roles:
            return known.first, known.last
    first = used.role_intervals
    if person.last_bond - person.first_bond == 1:
        add_bond(scratch, scratch.bonds[person.first_bond])
    else:
        add_bonds(scratch, person, roles)
    must_fit(used.role_sets + 1, len(scratch.role_sets))
    made = scratch.role_sets[used.role_sets]
    made.person, made.roles, made.first, made.last = person.person, roles, first, used.role_intervals
    used.role_sets += 1
    return made.first, made.last


@step
def add_bond(scratch, bond):
    finish = min(bond.until, bond.superseded)
    add_role_interval(scratch, max(bond.since, bond.known), finish, bond.superseded, bond.death_known)


@step
def add_bonds(scratch, person, roles):
    """Versions that touch are one interval, believed for as long as beliefs in them touch."""
    must_fit(person.last_bond - person.first_bond, len(scratch.intervals))
    held = believed = 0
    death_known = 0
    for n in range(person.first_bond, person.last_bond):
        bond = scratch.bonds[n]
        if bond.role & roles == 0:
            continue
        scratch.beliefs[believed].start, scratch.beliefs[believed].finish = bond.known, bond.superseded
        believed += 1
        death_known = max(death_known, bond.death_known)
        start, finish = max(bond.since, bond.known), min(bond.until, bond.superseded)
        if start < finish:
            scratch.intervals[held].start, scratch.intervals[held].finish = start, finish
            held += 1
    held, believed = merge_intervals(scratch.intervals[:held]), merge_intervals(scratch.beliefs[:believed])
    for n in range(held):
        for m in range(believed):
            if scratch.beliefs[m].start <= scratch.intervals[n].start < scratch.beliefs[m].finish:
                start, finish = scratch.intervals[n].start, scratch.intervals[n].finish
                add_role_interval(scratch, start, finish, scratch.beliefs[m].finish, death_known)


@step
def add_role_interval(scratch, start, finish, withdrawn_on, death_known):
    if start >= finish:
        return
    used = scratch.used
    must_fit(used.role_intervals + 1, len(scratch.role_intervals))
    made = scratch.role_intervals[used.role_intervals]
    made.start, made.finish, made.withdrawn_on, made.death_known = start, finish, withdrawn_on, death_known
    used.role_intervals += 1
