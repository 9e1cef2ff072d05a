"""Which facts answer what is owed, from when and for how long; and the days on which nothing does (algebra, step 4)."""

import numpy as np

from kinsight.engine.compiled import step
from kinsight.engine.judge.layout import JOINED, NEVER, NONE
from kinsight.engine.judge.ordering import sort_intervals, sort_numbers
from kinsight.engine.judge.role_days import role_intervals
from kinsight.engine.judge.scratch import must_fit, new_contribution
from kinsight.engine.judge.versions import first_of_concept

#: A response counts at any age that the record covers: from 300 days before birth up to 18 years.
BEFORE_BIRTH, CHILDHOOD = 300, 6575


@step
def gather_answers(scratch, rules, number):
    """Fill `scratch.answers` with every fact that could answer an expectation, and `answer_order` with their places by day."""
    used = scratch.used
    used.answers = 0
    for n in range(used.people):
        for m in range(rules.response_at[number], rules.response_at[number + 1]):
            gather_answers_of(scratch, scratch.people[n], rules.responses[m])
    for n in range(used.answers):
        scratch.answer_order[n] = (np.int64(scratch.answers[n].on) << 32) | n
    sort_numbers(scratch.answer_order[: used.answers])


@step
def gather_answers_of(scratch, person, response):
    roles = response.roles & person.roles
    place = first_of_concept(scratch.events, person.first_event, person.last_event, response.concept)
    if roles == 0 or place == person.last_event or scratch.events[place].concept != response.concept:
        return
    family = scratch.family
    first, last = role_intervals(scratch, person, roles)
    for n in range(first, last):
        held = scratch.role_intervals[n]
        start = max(held.start, family.born - BEFORE_BIRTH)
        finish = min(held.finish, family.born + CHILDHOOD, family.left_on)
        if start < finish:
            add_answers(scratch, person, place, start, min(finish, held.withdrawn_on), held.withdrawn_on)


@step
def add_answers(scratch, person, place, start, before, withdrawn_on):
    """A person's facts of one concept, from `place` on, as answers while a role is held."""
    used, concept = scratch.used, scratch.events[place].concept
    while place < person.last_event and scratch.events[place].concept == concept:
        event = scratch.events[place]
        must_fit(used.answers + 1, len(scratch.answers))
        made = scratch.answers[used.answers]
        made.on, made.known, made.superseded = event.on, event.known, event.superseded
        made.start, made.before, made.withdrawn_on = start, before, withdrawn_on
        used.answers += 1
        place += 1


@step
def judge_answers(scratch, rules, row, overdue):
    """Say when the response of an owed row was done, as believed at the end, and when that was known; and (`overdue`) add the days
    on which it was late. An answer that stands as long as the row does counts as done; any other covers its own days alone. What is
    done after the row has lapsed answers nothing; what was done before and became known later does."""
    row.met_on = row.met_known = done_from = NEVER
    passing = 0
    for n in range(
        first_answer(scratch, row.trigger - rules.expectations[row.expectation].lookback), scratch.used.answers
    ):
        one = answer_at(scratch, n)
        if one.on >= row.ends or one.on >= row.lapses:
            break
        since = max(one.start, row.trigger)
        if not can_answer(one, row, since):
            continue
        start, finish = max(one.on, one.known, since), min(one.superseded, one.withdrawn_on)
        if finish >= row.ends:
            row.met_on = min(row.met_on, one.on)
            row.met_known = min(row.met_known, max(one.on, one.known, one.start))
            done_from = min(done_from, start)
        elif overdue:
            must_fit(passing + 2, len(scratch.intervals))
            scratch.intervals[passing].start, scratch.intervals[passing].finish = start, finish
            passing += 1
    if overdue:
        add_overdue(scratch, rules, row, np.int64(min(done_from, row.ends, row.lapses)), np.int64(passing))


@step
def answer_at(scratch, n):
    return scratch.answers[scratch.answer_order[n] & 0xFFFFFFFF]


@step
def can_answer(one, row, since):
    """It bears on the child on a day on which the row stands, and is believed then."""
    before = min(one.before, row.ends)
    if since >= min(one.withdrawn_on, row.ends) or one.superseded <= since:
        return False
    return one.on < before and one.known < before and one.on < one.superseded and one.known < one.superseded


@step
def first_answer(scratch, day):
    """The first in `answer_order` that is not before a day."""
    first, last = 0, scratch.used.answers
    while first < last:
        middle = (first + last) // 2
        if answer_at(scratch, middle).on < day:
            first = middle + 1
        else:
            last = middle
    return first


@step
def add_overdue(scratch, rules, row, done_from, passing):
    """From its due day, wherever none of the `passing` answers covers, until `done_from`: contributions to "this is overdue"."""
    if row.due >= done_from:
        return
    scratch.intervals[passing].start = scratch.intervals[passing].finish = done_from
    sort_intervals(scratch.intervals[: passing + 1])
    covered_to = row.trigger
    for n in range(passing + 1):
        answered = scratch.intervals[n]
        start = max(row.due, covered_to)
        if start < answered.start <= done_from:
            add_overdue_contribution(scratch, rules, row, start, answered.start)
        covered_to = max(covered_to, answered.finish)


@step
def add_overdue_contribution(scratch, rules, row, start, finish):
    made = new_contribution(scratch, rules.zero - row.expectation)
    made.viewer, made.service, made.input = JOINED, JOINED, 0
    made.start, made.finish, made.withdrawn = start, finish, row.withdrawn and finish == row.ends
    made.event, made.source, made.source_since = 0, NONE, 0
