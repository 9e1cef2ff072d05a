"""One family of many as it could be known on a day: nothing that came later, and no end that was not known yet."""

import numpy as np

from kinsight.engine.compiled import entry, step
from kinsight.engine.judge.layout import BOND, EVENT, FOREVER


@entry
def cut_family(families, number, as_of):
    """Copies of the family's rows: bonds by person from 0, events and where those of each person begin; the number of each person among
    all, and of each event. A version that nobody knew yet is left out; a person nobody knew of has no rows."""
    first, last = families.bond_at[number], families.bond_at[number + 1]
    bonds, people = np.empty(last - first, BOND), np.empty(last - first, np.int64)
    count, seen = 0, 0
    for n in range(first, last):
        bond = families.bonds[n]
        if bond.known > as_of:
            continue
        if seen == 0 or people[seen - 1] != bond.person:
            people[seen] = bond.person
            seen += 1
        bonds[count] = bond
        bonds[count].person, bonds[count].superseded = seen - 1, day_known(bond.superseded, as_of)
        bonds[count].death_known = day_known(bond.death_known, as_of)
        count += 1
    events, rows, event_at = cut_events(families, people[:seen], as_of)
    return bonds[:count], events, event_at, people[:seen], rows


@step
def cut_events(families, people, as_of):
    most = 0
    for person in people:
        most += families.event_at[person + 1] - families.event_at[person]
    events, rows, event_at = np.empty(most, EVENT), np.empty(most, np.int64), np.zeros(len(people) + 1, np.int64)
    count = 0
    for p in range(len(people)):
        for n in range(families.event_at[people[p]], families.event_at[people[p] + 1]):
            if families.events[n].known <= as_of:
                events[count], rows[count] = families.events[n], n
                events[count].superseded = day_known(events[count].superseded, as_of)
                count += 1
        event_at[p + 1] = count
    return events[:count], rows[:count], event_at


@step
def day_known(day, as_of):
    return day if day <= as_of else FOREVER


@entry
def services_of_children(families, close, most_service):
    """(child number, service, day) of each service that wrote any fact about someone whose bond to the child has a role of `close` (bits);
    the day on which it last wrote one down. `most_service`: the largest number of one."""
    stamps, rows = np.full(most_service + 1, -1, np.int64), np.zeros(most_service + 1, np.int64)
    room, count = np.empty((1024, 3), np.int64), 0
    for child in range(len(families.children)):
        for b in range(families.bond_at[child], families.bond_at[child + 1]):
            bond = families.bonds[b]
            if bond.role & close == 0:
                continue
            for n in range(families.event_at[bond.person], families.event_at[bond.person + 1]):
                service, known = families.events[n].service, families.events[n].known
                if service == 0:
                    continue
                if stamps[service] == child:
                    room[rows[service], 2] = max(room[rows[service], 2], known)
                    continue
                stamps[service], rows[service] = child, count
                if count == len(room):
                    more = np.empty((2 * count, 3), np.int64)
                    more[:count] = room
                    room = more
                room[count, 0], room[count, 1], room[count, 2] = child, service, known
                count += 1
    return room[:count]


@entry
def sources_of_owed(families, owed, numbers):
    """Of each row of `OWED`, of child `numbers[n]` (rows of one child together): the first day and the least service of the versions of the
    fact `anchor` about someone of the family; `FOREVER` where it is no such fact."""
    found = np.full((len(owed), 2), FOREVER, np.int64)
    first = 0
    while first < len(owed):
        last = first + 1
        while last < len(owed) and numbers[last] == numbers[first]:
            last += 1
        for b in range(families.bond_at[numbers[first]], families.bond_at[numbers[first] + 1]):
            person = families.bonds[b].person
            if b > families.bond_at[numbers[first]] and families.bonds[b - 1].person == person:
                continue
            for n in range(families.event_at[person], families.event_at[person + 1]):
                event = families.events[n]
                for row in range(first, last):
                    if owed[row].anchor == event.event:
                        found[row, 0] = min(found[row, 0], event.on)
                        found[row, 1] = min(found[row, 1], event.service)
        first = last
    return found
