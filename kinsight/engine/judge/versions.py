"""Facts that are not one plain row: those with several versions, and open ones that a later fact closes."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import FOREVER
from kinsight.engine.judge.ordering import sort_intervals
from kinsight.engine.judge.scratch import must_fit


@step
def is_closable(event, rules):
    """It is open, and there are concepts that can close it."""
    return event.until >= FOREVER and rules.closable[event.concept] != 0


@step
def is_used(rules, concept):
    return rules.use_at[concept] < rules.use_at[concept + 1]


@step
def gather_versions(scratch, rules, number):
    """Add such facts of person `number` to `scratch.versions`, each on the days on which that version may count."""
    person = scratch.people[number]
    for n in range(person.first_event, person.last_event):
        event = scratch.events[n]
        if not is_used(rules, event.concept):
            continue
        if event.versioned:
            add_version(scratch, number, event, event.known, event.superseded, False)
        if is_closable(event, rules):
            add_unclosed(scratch, rules, number, event)


@step
def add_unclosed(scratch, rules, number, event):
    """An open fact on the days on which nothing that is believed closes it."""
    person = scratch.people[number]
    count = gather_closings(scratch, rules, person, event)
    sort_intervals(scratch.intervals[:count])
    open_from = event.known
    for n in range(count):
        if open_from < scratch.intervals[n].start:
            add_version(scratch, number, event, open_from, scratch.intervals[n].start, True)
        open_from = max(open_from, scratch.intervals[n].finish)
    if open_from < event.superseded:
        add_version(scratch, number, event, open_from, event.superseded, True)


@step
def gather_closings(scratch, rules, person, event):
    """Fill `scratch.intervals` with the days on which a later fact closes this one; return how many."""
    count = 0
    for n in range(rules.closer_at[event.concept], rules.closer_at[event.concept + 1]):
        closer = rules.closers[n]
        place = first_of_concept(scratch.events, person.first_event, person.last_event, closer)
        while place < person.last_event and scratch.events[place].concept == closer:
            later = scratch.events[place]
            place += 1
            start = max(later.on, later.known, event.on, event.known)
            finish = min(later.superseded, event.superseded)
            if later.on >= event.on and start < finish:
                must_fit(count + 1, len(scratch.intervals))
                scratch.intervals[count].start, scratch.intervals[count].finish = start, finish
                count += 1
    return count


@step
def add_version(scratch, number, event, start, finish, closable):
    used = scratch.used
    must_fit(used.versions + 1, len(scratch.versions))
    made = scratch.versions[used.versions]
    made.person, made.event, made.concept, made.service = number, event.event, event.concept, event.service
    made.on, made.until, made.known, made.superseded = event.on, event.until, event.known, event.superseded
    made.start, made.finish, made.closable = start, finish, closable
    used.versions += 1


@step
def first_of_concept(events, first, last, concept):
    """The first of a person's events that is not of an earlier concept; they are sorted by it."""
    while first < last:
        middle = (first + last) // 2
        if events[middle].concept < concept:
            first = middle + 1
        else:
            last = middle
    return first
