"""Contributions of facts (algebra, step 1): every fact on the child it bears on, for every use of it, as an interval of days.

    [max(on, known, bond.from, bond.known, born + from_age), min(until or on + lasts, superseded, bond.until, …, born + until_age))

Nothing counts before it was known, nor after its version was replaced.
"""

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import FOREVER, INDICATOR, JOINED, NONE
from kinsight.engine.judge.role_days import role_intervals
from kinsight.engine.judge.scratch import must_fit, new_contribution, touch
from kinsight.engine.judge.versions import gather_versions


@step
def add_facts(scratch, rules):
    scratch.used.versions = 0
    for n in range(scratch.used.people):
        gather_versions(scratch, rules, n)
        add_facts_of_person(scratch, rules, scratch.people[n])
    for n in range(scratch.used.versions):
        if is_first_of_its_concept(scratch, n):
            add_versioned_facts(scratch, rules, scratch.versions[n].concept)


@step
def add_facts_of_person(scratch, rules, person):
    """Facts of one version, concept by concept, in which a person's events are sorted."""
    first, end = person.first_event, person.last_event
    while first < end:
        concept, last = scratch.events[first].concept, first
        while last < end and scratch.events[last].concept == concept:
            last += 1
        add_facts_of_concept(scratch, rules, person, concept, first, last)
        first = last


@step
def add_facts_of_concept(scratch, rules, person, concept, first, last):
    """Events [first, last) for each use that rules make of the concept."""
    for n in range(rules.use_at[concept], rules.use_at[concept + 1]):
        use = rules.uses[n]
        roles = use.roles & person.roles
        if roles == 0:
            continue
        from_, to = role_intervals(scratch, person, roles)
        for m in range(from_, to):
            held = scratch.role_intervals[m]
            start, finish = allowed_days(scratch, use, held)
            if start < finish:
                add_plain(scratch, use, first, last, start, finish, held)


@step
def allowed_days(scratch, use, held):
    """While the role is held, the child of the age and in sight, and the rule in force."""
    family = scratch.family
    start = max(held.start, family.born + use.from_age, use.holds_from)
    return start, min(held.finish, family.born + use.until_age, family.left_on, use.holds_until)


@step
def last_day(use, fact):
    return fact.until if use.lasts < 0 else fact.on + use.lasts


@step
def add_plain(scratch, use, first, last, from_, before, held):
    """Facts of one version that nothing can close."""
    for n in range(first, last):
        event = scratch.events[n]
        if event.versioned or event.superseded < FOREVER or (use.closable and event.until == FOREVER):
            continue
        start, finish = max(event.on, event.known, from_), min(last_day(use, event), before)
        if start < finish:
            add_contribution(scratch, use, event, start, finish, held.withdrawn_on, held.death_known)


@step
def is_first_of_its_concept(scratch, number):
    first = 0
    while scratch.versions[first].concept != scratch.versions[number].concept:
        first += 1
    return first == number


@step
def add_versioned_facts(scratch, rules, concept):
    """The others, of everyone in the family together: a correction may move a fact from one person to another."""
    for n in range(rules.use_at[concept], rules.use_at[concept + 1]):
        add_versioned(scratch, rules.uses[n], concept)


@step
def add_versioned(scratch, use, concept):
    """Versions of one fact that touch are one contribution, so that a corrected fact goes on and sets off nothing new."""
    count = 0
    for n in range(scratch.used.versions):
        version = scratch.versions[n]
        if version.concept == concept and version.closable == (use.closable and version.until == FOREVER):
            count = gather_version(scratch, use, version, count)
    sort_versions(scratch.merging[:count], scratch.moved)
    n = 0
    while n < count:
        whole = scratch.merging[n]
        n += 1
        while n < count and continues(whole, scratch.merging[n]):
            whole.finish = max(whole.finish, scratch.merging[n].finish)
            whole.death_known = max(whole.death_known, scratch.merging[n].death_known)
            n += 1
        withdrawn_on = believed_until(scratch, use, whole.event, concept, whole.start)
        add_contribution(scratch, use, whole, whole.start, whole.finish, withdrawn_on, whole.death_known)


@step
def believed_until(scratch, use, event, concept, day):
    """The first day from `day` on which no version of the fact is believed of anyone in the family with a believed bond: a correction
    may move it to another of them, where it goes on, or to a stranger."""
    reached, before = day, NONE
    while reached != before and reached < FOREVER:
        before = reached
        for n in range(scratch.used.versions):
            version = scratch.versions[n]
            if version.event == event and version.concept == concept and version.known <= reached < version.superseded:
                held = bond_believed_until(scratch, scratch.people[version.person], use.roles, reached)
                reached = max(reached, min(version.superseded, held))
    return reached


@step
def bond_believed_until(scratch, person, roles, day):
    """When the bond that a person has by one of these roles, and that is believed on a day, no longer is; the day itself without one."""
    until = day
    for n in range(person.first_bond, person.last_bond):
        bond = scratch.bonds[n]
        if bond.role & roles and bond.known <= day < bond.superseded:
            until = max(until, bond.superseded)
    return until


@step
def gather_version(scratch, use, version, count):
    """A version on the days of each role that its person has, into `scratch.merging` from `count` on; return how many it then has."""
    person = scratch.people[version.person]
    roles = use.roles & person.roles
    if roles == 0:
        return count
    first, last = role_intervals(scratch, person, roles)
    for n in range(first, last):
        held = scratch.role_intervals[n]
        lowest, highest = allowed_days(scratch, use, held)
        start = max(version.on, version.start, lowest)
        finish = min(last_day(use, version), version.finish, highest)
        if start < finish:
            must_fit(count + 1, len(scratch.merging))
            made = scratch.merging[count]
            made.event, made.service, made.start, made.finish = version.event, version.service, start, finish
            made.death_known = held.death_known
            count += 1
    return count


@step
def continues(whole, later):
    return whole.event == later.event and whole.service == later.service and later.start <= whole.finish


@step
def comes_before(one, other):
    if one.event != other.event:
        return one.event < other.event
    if one.service != other.service:
        return one.service < other.service
    return one.start < other.start


@step
def sort_versions(rows, moved):
    """By event, service and start. A record taken out of an array is the place itself, so the one that moves is copied first."""
    for n in range(1, len(rows)):
        place = n
        moved[0] = rows[n]
        while place > 0 and comes_before(moved[0], rows[place - 1]):
            rows[place] = rows[place - 1]
            place -= 1
        rows[place] = moved[0]


@step
def add_contribution(scratch, use, fact, start, finish, withdrawn_on, death_known):
    if use.purpose == INDICATOR:
        made = new_contribution(scratch, use.target)
        made.viewer, made.service, made.input, made.event = JOINED, fact.service, use.input, fact.event
        made.start, made.finish = start, finish
        made.withdrawn = finish == withdrawn_on and withdrawn_on < FOREVER
        made.source, made.source_since = NONE, 0
        if fact.service == JOINED:  # it follows from the record, so any service may have known it
            touch(scratch, use.target).shared = True
    else:
        add_trigger_fact(scratch, use.target, fact.event, start, withdrawn_on, death_known)


@step
def add_trigger_fact(scratch, expectation, event, start, withdrawn_on, death_known):
    used = scratch.used
    must_fit(used.trigger_facts + 1, len(scratch.trigger_facts))
    if scratch.first_trigger[expectation] == NONE:
        scratch.awaited[used.awaited] = expectation
        used.awaited += 1
    made = scratch.trigger_facts[used.trigger_facts]
    made.following, made.event = scratch.first_trigger[expectation], event
    made.start, made.withdrawn_on, made.death_known = start, withdrawn_on, death_known
    scratch.first_trigger[expectation] = used.trigger_facts
    used.trigger_facts += 1
