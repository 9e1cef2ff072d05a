"""Working memory for one family at a time. Nothing in it grows: a family that does not fit raises `FamilyTooLarge`."""

import numpy as np

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import BOND, DAY, EVENT, FLAG, KEY, MOST, NONE, NUMBER, OWED, record

#: `has_death`: somebody of the family has died.
FAMILY = record(child=KEY, number=NUMBER, born=DAY, left_on=DAY, known=DAY, is_born=FLAG, has_death=FLAG)
#: How many rows of each kind this family has.
USED = record(
    bonds=NUMBER,
    events=NUMBER,
    people=NUMBER,
    role_sets=NUMBER,
    role_intervals=NUMBER,
    versions=NUMBER,
    contributions=NUMBER,
    trigger_facts=NUMBER,
    spells=NUMBER,
    answers=NUMBER,
    owed=NUMBER,
    touched=NUMBER,
    awaited=NUMBER,
)
#: Someone of the family, with the places of their bonds and events; `roles`: every role they ever have.
PERSON = record(person=NUMBER, roles=NUMBER, first_bond=NUMBER, last_bond=NUMBER, first_event=NUMBER, last_event=NUMBER)
INTERVAL = record(start=DAY, finish=DAY)
#: Days [start, finish) on which a person has some role; `withdrawn_on`: from when the bond is not believed; `death_known`: as a bond's.
ROLE_INTERVAL = record(start=DAY, finish=DAY, withdrawn_on=DAY, death_known=DAY)
#: Where the intervals of a person in a set of roles are.
ROLE_SET = record(person=NUMBER, roles=NUMBER, first=NUMBER, last=NUMBER)
#: A version of a fact on the days [start, finish) on which it may count; `closable`: for uses that a later fact ends; `person`: the
#: place among `people` of whom it is about; [known, superseded): the days on which it is believed.
VERSION = record(
    event=KEY,
    person=NUMBER,
    concept=NUMBER,
    on=DAY,
    until=DAY,
    known=DAY,
    superseded=DAY,
    start=DAY,
    finish=DAY,
    death_known=DAY,
    service=NUMBER,
    closable=FLAG,
)
#: What counts towards a target on [start, finish): a fact, or a spell of an earlier target. `following`: the next of the same target.
CONTRIBUTION = record(
    event=KEY,
    following=NUMBER,
    viewer=NUMBER,
    service=NUMBER,
    start=DAY,
    finish=DAY,
    input=NUMBER,
    source=NUMBER,
    source_since=DAY,
    withdrawn=FLAG,
)
TRIGGER_FACT = record(event=KEY, following=NUMBER, start=DAY, withdrawn_on=DAY, death_known=DAY)
SPELL_FOUND = record(
    following=NUMBER, viewer=NUMBER, target=NUMBER, since=DAY, until=DAY, count=NUMBER, alone=NUMBER, withdrawn=FLAG
)
#: `shared`: it rests on what any service may have known, such as a fact that follows from the record, or a response overdue.
TARGET_STATE = record(contribution=NUMBER, spell=NUMBER, members=NUMBER, touched=FLAG, shared=FLAG)
#: A fact that may answer, and the days on which whoever it is about belongs to the child.
ANSWER = record(on=DAY, known=DAY, superseded=DAY, start=DAY, before=DAY, withdrawn_on=DAY)
#: What an expectation's rows start from: on `first` and every period after it before `again`, in [earliest, latest), until `ends`.
CAUSE = record(anchor=KEY, first=DAY, again=DAY, earliest=DAY, latest=DAY, ends=DAY, withdrawn=FLAG)

#: Rows of one family, of what is few and of what may be many.
SOME, MANY = 1 << 16, 1 << 18
SCRATCH = record(
    family=FAMILY,
    used=USED,
    cause=CAUSE,
    moved=(VERSION, 1),
    bonds=(BOND, SOME),
    events=(EVENT, MANY),
    people=(PERSON, SOME),
    role_sets=(ROLE_SET, SOME),
    role_intervals=(ROLE_INTERVAL, SOME),
    intervals=(INTERVAL, SOME),
    beliefs=(INTERVAL, SOME),
    versions=(VERSION, SOME),
    merging=(VERSION, SOME),
    contributions=(CONTRIBUTION, MANY),
    targets=(TARGET_STATE, MOST["targets"]),
    touched=(NUMBER, MOST["targets"]),
    trigger_facts=(TRIGGER_FACT, SOME),
    first_trigger=(NUMBER, MOST["expectations"]),
    awaited=(NUMBER, MOST["expectations"]),
    spells=(SPELL_FOUND, MANY),
    starts=(NUMBER, MANY),
    ends=(KEY, MANY),
    overlapping=(NUMBER, MANY),
    answers=(ANSWER, MANY),
    answer_order=(KEY, MANY),
    owed=(OWED, MANY),
)


class FamilyTooLarge(Exception):
    """A family has more rows than working memory or the results have room for."""


def make_scratch() -> np.ndarray:
    """An array of one `SCRATCH`. Memory is taken as it is used."""
    scratch = np.zeros(1, SCRATCH)
    scratch["targets"]["contribution"] = scratch["targets"]["spell"] = scratch["first_trigger"] = NONE
    return scratch


@step
def must_fit(rows, room):
    """Raises FamilyTooLarge when so many rows have no room."""
    if rows > room:
        raise FamilyTooLarge


@step
def clear(scratch):
    """Forget the last family."""
    used = scratch.used
    for n in range(used.touched):
        state = scratch.targets[scratch.touched[n]]
        state.contribution = state.spell = NONE
        state.touched = state.shared = False
    for n in range(used.awaited):
        scratch.first_trigger[scratch.awaited[n]] = NONE
    used.bonds = used.events = used.people = used.role_sets = used.role_intervals = used.versions = 0
    used.contributions = used.trigger_facts = used.spells = used.answers = used.owed = used.touched = used.awaited = 0


@step
def touch(scratch, target):
    """The state of a target, which `clear` will then reset."""
    state = scratch.targets[target]
    if not state.touched:
        state.touched = True
        scratch.touched[scratch.used.touched] = target
        scratch.used.touched += 1
    return state


@step
def new_contribution(scratch, target):
    """One more contribution to a target, before those that it has; the caller fills it in."""
    used, state = scratch.used, touch(scratch, target)
    must_fit(used.contributions + 1, len(scratch.contributions))
    made = scratch.contributions[used.contributions]
    made.following = state.contribution
    state.contribution = used.contributions
    used.contributions += 1
    return made
