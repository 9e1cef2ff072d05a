"""The slow, obvious meaning of practice knowledge: day by day, one child, no SQL. Every engine must agree with it.

Nothing here is clever on purpose. A *run* is a contribution: the same thing counting on days in a row.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from kinsight.engine.reference_results import Owed, Run, Spell, Trigger
from kinsight.rules.schema import durations, roles
from kinsight.rules.schema.cases import Bond, Case, Event
from kinsight.rules.schema.formats import AgeTrigger, ConceptTrigger, Expectation, Indicator, IndicatorTrigger
from kinsight.rules.schema.grammar import ConceptInput, Group, OnsetInput, OverdueInput, SpellInput
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.days import FOREVER

Ages = tuple[int, int]


class Reference:
    """One case judged on every day of [first, last]. `view` is `joined` or a service: only what that service recorded."""

    def __init__(self, knowledge: Knowledge, case: Case, first: int, last: int, view: str = "joined") -> None:
        self.knowledge, self.case, self.first, self.last, self.view = knowledge, case, first, last, view
        self._spells: dict[str, list[Spell]] = {}

    @property
    def days(self) -> range:
        return range(self.first, self.last + 1)

    @cached_property
    def events(self) -> list[Event]:
        return [e for e in self.case.events if self.view in ("joined", e.service)]

    # --- what is believed on a day -------------------------------------------------------------------------------

    def bond_believed(self, person: str, about: Iterable[str], day: int) -> bool:
        return any(b.person == person and b.role in about and b.known <= day < b.superseded for b in self._bonds())

    def bond_holds(self, person: str, about: Iterable[str], day: int) -> bool:
        return any(
            b.person == person and b.role in about and b.known <= day < b.superseded and b.from_ <= day < b.until
            for b in self._bonds()
        )

    def death_known(self, person: str, about: Iterable[str]) -> int:
        """From when it is known that who has all these roles has died."""
        return max(b.death_known for b in self._bonds() if b.person == person and b.role in about)

    def _bonds(self) -> Iterator[Bond]:
        yield Bond(self.case.child.child, self.case.child.child, "self")
        yield from self.case.bonds

    def fact_believed(self, event: str, concept: str, about: Iterable[str], day: int) -> bool:
        """Of anyone in the family who is believed to be one of these: a correction may move it to another, or to a stranger."""
        return any(
            e.event == event
            and e.concept == concept
            and e.known <= day < e.superseded
            and self.bond_believed(e.person, about, day)
            for e in self.events
        )

    def of_age(self, ages: Ages, day: int) -> bool:
        birth = self.case.child.birth
        return birth + ages[0] <= day < birth + ages[1] and day < self.case.child.left_on

    def closed(self, event: Event, day: int) -> bool:
        """A later event about the same person, believed by now, that ends an open one; whoever recorded it, in any view."""
        closers = self.knowledge.concepts[event.concept].closed_by if event.concept in self.knowledge.concepts else []
        return any(
            y.person == event.person
            and y.concept in closers
            and event.on <= y.on <= day
            and y.known <= day < y.superseded
            for y in self.case.events
        )

    def lasts(self, event: Event, lasts: int, day: int) -> bool:
        if lasts == FOREVER:
            return True
        if lasts != durations.OPEN:
            return day < event.on + lasts
        return day < event.until if event.until is not None else not self.closed(event, day)

    # --- contributions ------------------------------------------------------------------------------------------

    def fact_runs(self, concept: str, about: tuple[str, ...], lasts: int, ages: Ages) -> list[Run]:
        """One run for each fact and stretch of days on which it bears on the child."""
        versions: dict[str, list[Event]] = {}
        for e in self.events:
            if e.concept == concept:
                versions.setdefault(e.event, []).append(e)
        return [run for event, ones in versions.items() for run in self._event_runs(event, ones, about, lasts, ages)]

    def _event_runs(
        self, event: str, versions: list[Event], about: tuple[str, ...], lasts: int, ages: Ages
    ) -> list[Run]:
        def counts(day: int) -> bool:
            return self.of_age(ages, day) and any(self.bears(e, about, lasts, day) for e in versions)

        def gone(day: int) -> bool:
            return not self.fact_believed(event, versions[0].concept, about, day)

        return [Run(event, start, end, end < FOREVER and gone(end)) for start, end in self.stretches(counts)]

    def bears(self, event: Event, about: tuple[str, ...], lasts: int, day: int) -> bool:
        return (
            event.known <= day < event.superseded
            and event.on <= day
            and self.lasts(event, lasts, day)
            and self.bond_holds(event.person, about, day)
        )

    def stretches(self, holds: Callable[[int], bool]) -> list[tuple[int, int]]:
        """Longest runs of days on which `holds`; one still holding on the last day never ends."""
        found, start = [], None
        for day in self.days:
            if holds(day):
                start = day if start is None else start
            elif start is not None:
                found.append((start, day))
                start = None
        return [*found, (start, FOREVER)] if start is not None else found

    def input_runs(self, inputs: Iterable[object], ages: Ages) -> list[Run]:
        return [replace(run, who=(place, run.who)) for place, one in enumerate(inputs) for run in self._runs(one, ages)]

    def _runs(self, one: object, ages: Ages) -> list[Run]:
        if isinstance(one, ConceptInput):
            return self.fact_runs(one.concept, roles.expand(one.about), lasting(one.lasts), ages)
        if isinstance(one, SpellInput):
            return [self._clip(one.indicator, s.since, s.until, s.taken_back, ages) for s in self.spells(one.indicator)]
        if isinstance(one, OnsetInput):
            return [self._onset(one, s, ages) for s in self.spells(one.onset_of)]
        if isinstance(one, OverdueInput):
            return [
                self._clip(one.overdue, s.since, s.until, s.taken_back, ages) for s in self.overdue_spells(one.overdue)
            ]
        assert isinstance(one, Group)
        need, _, inner = one.needed()
        once = [self._once(place, part, ages) for place, part in enumerate(inner)]
        found = self.overlaps([run for runs in once for run in runs], need)
        return [self._clip("group", s.since, s.until, s.taken_back, ages) for s in found]

    def _once(self, place: int, part: object, ages: Ages) -> list[Run]:
        """Within a group a member counts once, however many facts speak for it."""
        return [Run((place, s.since), s.since, s.until, s.taken_back) for s in self.overlaps(self._runs(part, ages), 1)]

    def _onset(self, one: OnsetInput, spell: Spell, ages: Ages) -> Run:
        planned = min(spell.since + lasting(one.lasts), FOREVER)
        cut = spell.taken_back and spell.until <= planned
        return self._clip(one.onset_of, spell.since, spell.until if cut else planned, cut, ages)

    def _clip(self, who: Hashable, since: int, until: int, taken_back: bool, ages: Ages) -> Run:
        birth = self.case.child.birth
        end = min(until, birth + ages[1], self.case.child.left_on)
        return Run((who, since), max(since, birth + ages[0]), end, taken_back and end == until)

    # --- spells --------------------------------------------------------------------------------------------------

    def overlaps(self, runs: list[Run], need: int) -> list[Spell]:
        """Stretches on which at least `need` runs are on."""
        runs = [r for r in runs if r.start < r.finish]

        def enough(day: int) -> bool:
            return sum(run.on(day) for run in runs) >= need

        return [
            Spell(
                since,
                until,
                sum(r.start < until and r.finish > since for r in runs),
                any(r.taken_back and r.finish == until for r in runs),
            )
            for since, until in self.stretches(enough)
        ]

    def spells(self, indicator: str) -> list[Spell]:
        if indicator not in self._spells:
            when = self.knowledge.indicators[indicator].when
            self._spells[indicator] = self.overlaps(
                self.indicator_runs(self.knowledge.indicators[indicator]), when.need
            )
        return self._spells[indicator]

    def indicator_runs(self, indicator: Indicator) -> list[Run]:
        """Contributions on the days on which the indicator is in force."""
        when, (first, last) = indicator.when, self.knowledge.in_force(indicator)
        runs = self.input_runs(when.inputs, (durations.days(when.from_age), durations.days(when.until_age)))
        return [
            Run(run.who, max(run.start, first), min(run.finish, last), run.taken_back and run.finish <= last)
            for run in runs
        ]

    # --- what is owed --------------------------------------------------------------------------------------------

    def triggers(self, expectation: Expectation) -> list[Trigger]:
        """Those that fall on a day on which the expectation is in force; each then stands as long as it would."""
        first, last = self.knowledge.in_force(expectation)
        return [trigger for trigger in self._triggers(expectation) if first <= trigger.day < last]

    def _triggers(self, expectation: Expectation) -> list[Trigger]:
        after = expectation.after
        ages = durations.days(after.from_age), durations.days(after.until_age)
        if isinstance(after, ConceptTrigger):
            return self._fact_triggers(expectation, after, ages)
        if isinstance(after, IndicatorTrigger):
            return [t for s in self._joined.spells(after.indicator) for t in self._spell_triggers(expectation, s, ages)]
        return self._age_triggers(expectation, after, ages)

    @cached_property
    def _joined(self) -> "Reference":
        """What is owed is owed on the joined record, whoever looks."""
        return self if self.view == "joined" else Reference(self.knowledge, self.case, self.first, self.last)

    def _closes(self, expectation: Expectation, ages: Ages) -> int:
        """The child is too old, or has left, or whoever it could be answered about is known to have died."""
        about = {role for r in expectation.met_by for role in roles.expand(r.about)}
        deaths = [b.death_known for b in self._bonds() if b.role in about]
        return min(self.case.child.birth + ages[1], self.case.child.left_on, max(deaths, default=FOREVER))

    def _fact_triggers(self, expectation: Expectation, after: ConceptTrigger, ages: Ages) -> list[Trigger]:
        runs = self.fact_runs(after.concept, roles.expand(after.about), FOREVER, ages)
        found = [self._fact_trigger(expectation, run, after, self._closes(expectation, ages)) for run in runs]
        return [trigger for trigger in found if trigger.day < trigger.ends]

    def _fact_trigger(self, expectation: Expectation, run: Run, after: ConceptTrigger, closes: int) -> Trigger:
        """It stands while fact and bond are believed, even when the bond itself has ended; and, where nothing that is said of a child
        could answer it, until whoever the fact is about is known to have died."""
        event, concept, about = str(run.who), after.concept, roles.expand(after.about)
        days = range(run.start, self.last + 1)
        gone = next((day for day in days if not self.fact_believed(event, concept, about, day)), FOREVER)
        people = {
            e.person
            for e in self.events
            if e.event == event
            and e.concept == concept
            and any(self.bears(e, about, FOREVER, day) for day in days if day < run.finish)
        }
        about_children = any({"self", "sibling"} & set(roles.expand(r.about)) for r in expectation.met_by)
        ended = closes if about_children else min(closes, max(self.death_known(one, about) for one in people))
        return Trigger(run.who, run.start, min(gone, ended), gone <= ended and gone < FOREVER)

    def _spell_triggers(self, expectation: Expectation, spell: Spell, ages: Ages) -> list[Trigger]:
        stands, closes = spell.until if spell.taken_back else FOREVER, self._closes(expectation, ages)
        days = self._again(spell.since, expectation, spell.until)
        return [
            Trigger(spell.since, day, min(stands, closes), spell.taken_back and stands <= closes)
            for day in days
            if self.case.child.birth + ages[0] <= day < closes
        ]

    def _age_triggers(self, expectation: Expectation, after: AgeTrigger, ages: Ages) -> list[Trigger]:
        child = self.case.child
        if child.born is None and durations.days(after.age) >= 0:
            return []  # an expected day that has passed is not a birth
        closes = self._closes(expectation, ages)
        days = self._again(child.birth + durations.days(after.age), expectation, closes)
        return [
            Trigger(0, day, closes, False) for day in days if max(child.birth + ages[0], child.known) <= day < closes
        ]

    def _again(self, start: int, expectation: Expectation, stop: int) -> list[int]:
        """The first day, and every period after it before `stop`, as far as we look."""
        if expectation.repeat is None:
            return [start]
        return [
            day for day in range(start, self.last + 1, durations.days(expectation.repeat)) if day < stop or day == start
        ]

    def answers(self, expectation: Expectation, trigger: Trigger) -> list[tuple[Event, Run]]:
        """Responses that count for this trigger, each with the days on which it is believed to answer it."""
        earliest = trigger.day - durations.days(expectation.lookback)
        lapses = self.lapses(expectation, trigger)
        found = [
            (e, run)
            for r in expectation.met_by
            for e in self.case.events
            if e.concept == r.concept and earliest <= e.on < lapses
            for run in self._stands(e, roles.expand(r.about))
        ]
        clipped = [(e, Run(e.event, max(run.start, trigger.day), min(run.finish, trigger.ends))) for e, run in found]
        return [(e, run) for e, run in clipped if run.start < run.finish]

    def _stands(self, event: Event, about: tuple[str, ...]) -> list[Run]:
        """From the days a response first bears on the child, for as long as it and the bond are believed."""
        ages = durations.days("-300d"), durations.days("18y")

        def bears(day: int) -> bool:
            return (
                event.known <= day < event.superseded
                and event.on <= day
                and self.of_age(ages, day)
                and self.bond_holds(event.person, about, day)
            )

        starts = [start for start, _ in self.stretches(bears)]
        return [Run(event.event, start, self._until_gone(event, about, start)) for start in starts]

    def _until_gone(self, event: Event, about: tuple[str, ...], start: int) -> int:
        return next(
            (
                day
                for day in range(start, self.last + 1)
                if day >= event.superseded or not self.bond_believed(event.person, about, day)
            ),
            FOREVER,
        )

    def lapses(self, expectation: Expectation, trigger: Trigger) -> int:
        """From when doing it is no longer worth while: unmet, it is never answered, and owed no more."""
        worth = durations.lasts_days(expectation.worth_until)
        return min(trigger.day + durations.days(expectation.due) + worth, FOREVER)

    def unmet(self, expectation: Expectation, trigger: Trigger, day: int) -> bool:
        stands = trigger.day <= day < trigger.ends
        return stands and not any(run.on(day) for _, run in self.answers(expectation, trigger))

    def overdue_spells(self, name: str) -> list[Spell]:
        """Days on which any trigger of this expectation is past due and unmet; only the joined record can tell."""
        return self._overdue(self.knowledge.expectations[name]) if self.view == "joined" else []

    def _overdue(self, expectation: Expectation) -> list[Spell]:
        runs = []
        for t in self.triggers(expectation):
            due, covers = t.day + durations.days(expectation.due), [run for _, run in self.answers(expectation, t)]
            over = min(t.ends, self.lapses(expectation, t))
            late = [(start, min(end, over)) for start, end in self._late(due, over, covers)]
            runs += [Run(t, start, end, t.taken_back and end == t.ends) for start, end in late]
        return self.overlaps(runs, 1)

    def _late(self, due: int, over: int, covers: list[Run]) -> list[tuple[int, int]]:
        return self.stretches(lambda day: due <= day < over and not any(run.on(day) for run in covers))

    def owed(self, name: str) -> list[Owed]:
        """Every trigger, with the day its response was done as believed at the end; those taken back included."""
        expectation = self.knowledge.expectations[name]
        return [self._owed(expectation, t) for t in self.triggers(expectation)]

    def _owed(self, expectation: Expectation, trigger: Trigger) -> Owed:
        done = [e.on for e, run in self.answers(expectation, trigger) if run.finish >= trigger.ends]
        due = trigger.day + durations.days(expectation.due)
        lapses = self.lapses(expectation, trigger)
        return Owed(expectation.expectation, trigger.anchor, trigger.day, due, min(done, default=None), lapses)

    def state(self, name: str, day: int) -> str:
        """none | open | overdue | met | lapsed, as on this day; where none is owed any more, of the last."""
        expectation = self.knowledge.expectations[name]
        standing = [t for t in self.triggers(expectation) if t.day <= day < t.ends]
        unmet = [t for t in standing if self.unmet(expectation, t, day)]
        alive = [t for t in unmet if day < self.lapses(expectation, t)]
        if any(day >= t.day + durations.days(expectation.due) for t in alive):
            return "overdue"
        if alive or not standing:
            return "open" if alive else "none"
        last = max(t.day for t in standing)
        return "lapsed" if any(t.day == last for t in unmet) else "met"


def lasting(text: str) -> int:
    """Days of a `lasts`: `FOREVER` for ever, `durations.OPEN` for while open."""
    return {"ever": FOREVER, "while-open": durations.OPEN}.get(text) or durations.days(text)


def window(case: Case, day: int) -> tuple[int, int]:
    """First day that can matter to a case, and the last asked about."""
    marks = [e.known for e in case.events] + [e.on for e in case.events] + [case.child.birth - 300]
    return min([*marks, day]) - 1, day


def holds(knowledge: Knowledge, case: Case, indicator: str, day: int) -> bool:
    """Whether the indicator holds on the joined record on this day."""
    judged = Reference(knowledge, case, *window(case, day))
    return any(s.since <= day < s.until for s in judged.spells(indicator))


def state(knowledge: Knowledge, case: Case, expectation: str, day: int) -> str:
    """State of the expectation on the joined record on this day."""
    return Reference(knowledge, case, *window(case, day)).state(expectation, day)
