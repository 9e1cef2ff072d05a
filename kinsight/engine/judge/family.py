"""One family: read into working memory, judged, and its results written out."""

from kinsight.engine.compiled import step
from kinsight.engine.judge.contributions import add_facts
from kinsight.engine.judge.duties import add_owed
from kinsight.engine.judge.idle import drop_idle_groups
from kinsight.engine.judge.layout import FOREVER, JOINED, NONE
from kinsight.engine.judge.scratch import clear, must_fit
from kinsight.engine.judge.spells import find_spells


@step
def read_family(scratch, families, number):
    """Copy child `number`, its bonds, and the events of everyone in them."""
    clear(scratch)
    family, child = scratch.family, families.children[number]
    family.number, family.child = number, child.child
    family.born, family.left_on, family.known, family.is_born = child.born, child.left_on, child.known, child.is_born
    family.has_death = False
    bond, end = families.bond_at[number], families.bond_at[number + 1]
    must_fit(end - bond, len(scratch.people))
    while bond < end:
        bond = read_person(scratch, families, bond, end)


@step
def read_person(scratch, families, bond, end):
    """Copy one person's bonds, from `bond` on, and events; return the place of the next person's bonds."""
    used = scratch.used
    person = scratch.people[used.people]
    used.people += 1
    person.person, person.roles = families.bonds[bond].person, 0
    person.first_bond, person.first_event = used.bonds, used.events
    while bond < end and families.bonds[bond].person == person.person:
        scratch.bonds[used.bonds] = families.bonds[bond]
        person.roles |= families.bonds[bond].role
        scratch.family.has_death |= families.bonds[bond].death_known < FOREVER
        used.bonds += 1
        bond += 1
    read_events(scratch, families, person.person)
    person.last_bond, person.last_event = used.bonds, used.events
    return bond


@step
def read_events(scratch, families, person):
    used, first, last = scratch.used, families.event_at[person], families.event_at[person + 1]
    must_fit(used.events + last - first, len(scratch.events))
    for n in range(first, last):
        scratch.events[used.events] = families.events[n]
        used.events += 1


@step
def judge_family(scratch, rules, options):
    """Contributions once; then turn by turn what is owed, and the spells that follow."""
    add_facts(scratch, rules)
    if options.shown_only:
        drop_idle_groups(scratch, rules)
    for t in range(rules.turn_count):
        turn = rules.turns[t]
        still = -FOREVER if options.past or turn.overdue else options.as_of
        for n in range(turn.first_owed, turn.last_owed):
            add_owed(scratch, rules, rules.owed_order[n], turn.overdue, still, options.horizon)
        for n in range(turn.first_target, turn.last_target):
            if scratch.targets[rules.target_order[n]].contribution != NONE:
                find_spells(scratch, rules, rules.target_order[n], options.views)


@step
def write_spells(scratch, rules, rows, count, options):
    """Append spells to `rows` from `count` on; return how many it then has. A service that alone knows has the spell as its own."""
    for n in range(scratch.used.spells):
        spell = scratch.spells[n]
        if options.shown_only and not rules.targets[spell.target].shown:
            continue
        count = write_spell(scratch, rules, rows, count, spell, spell.viewer)
        if options.views and spell.viewer == JOINED and spell.alone != JOINED:
            count = write_spell(scratch, rules, rows, count, spell, spell.alone)
    return count


@step
def write_spell(scratch, rules, rows, count, spell, viewer):
    must_fit(count + 1, len(rows))
    row = rows[count]
    row.child, row.viewer, row.target = scratch.family.child, viewer, spell.target - rules.zero
    row.since, row.until, row.count = spell.since, spell.until, spell.count
    row.alone, row.withdrawn = spell.alone, spell.withdrawn
    row.shared = scratch.targets[spell.target].shared
    row.only_joined = viewer == JOINED and is_only_joined(scratch, spell)
    return count + 1


@step
def is_only_joined(scratch, spell):
    """No service's own view holds on any day of it, and it rests on nothing that any service may have known."""
    state = scratch.targets[spell.target]
    if spell.alone != JOINED or state.shared:
        return False
    place = state.spell
    while place != NONE:
        other = scratch.spells[place]
        if is_seen_by_one(other) and other.since < spell.until and other.until > spell.since:
            return False
        place = other.following
    return True


@step
def is_seen_by_one(spell):
    return spell.viewer != JOINED or spell.alone != JOINED


@step
def write_owed(scratch, rows, count):
    """Append what is owed to `rows` from `count` on; return how many it then has."""
    must_fit(count + scratch.used.owed, len(rows))
    for n in range(scratch.used.owed):
        rows[count + n] = scratch.owed[n]
    return count + scratch.used.owed
