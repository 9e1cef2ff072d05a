"""An example of the manual: its facts as a table, what Kinsight answers, and both drawn in time.

The bars are what the slow reference finds of the example (`engine.reference`), day by day: not what its author wrote.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kinsight.engine.reference import Reference, window
from kinsight.rules.compile.examples import case_of
from kinsight.rules.schema.formats import ExampleEvent, ExpectationExample, Indicator, IndicatorExample
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.schema.lineage import name_of
from kinsight.store.days import to_date, to_day
from kinsight.web.child.chronology import Entry, kind_of
from kinsight.web.child.drawings.lanes import Shown
from kinsight.web.child.drawings.timeline import BAR, TOP, Bar, Held, Timeline, timeline
from kinsight.web.family.concept_fields import concept_fields
from kinsight.web.manual.item_lists import Item
from kinsight.web.text import labels, words

AnExample = IndicatorExample | ExpectationExample
STATES = {"none": "Nothing owed", "open": "Owed", "overdue": "Overdue", "met": "Done", "lapsed": "Never answered"}
_WHO = {"child": "Child", "self": "Child"}
#: Days of one answer on end: (what Kinsight says, first day, last day).
Run = tuple[str, int, int]


@dataclass(frozen=True)
class Example:
    """`facts`: (number, who, what, when, known later); `answers`: (day, what Kinsight says)."""

    title: str
    child: str
    facts: list[tuple[int, str, str, str, str]]
    answers: list[tuple[str, str]]
    drawing: Timeline


def example(knowledge: Knowledge, item: Item, one: AnExample) -> Example:
    """One example of a rule with its drawing."""
    entries = [_entry(knowledge, number, event) for number, event in enumerate(in_order(one), 1)]
    return Example(
        title=one.title,
        child=_child(one) + _supposed(knowledge, one),
        facts=[(e.number, e.about, e.what, e.on + (f" {e.until}" if e.until else ""), e.known) for e in entries],
        answers=_answers(one),
        drawing=_drawn(knowledge, item, one, entries),
    )


def _child(one: AnExample) -> str:
    return f"Child born {words.said(one.born)}" if one.born else f"Child expected {words.said(one.expected)}"


def _supposed(knowledge: Knowledge, one: AnExample) -> str:
    """Days of settings that the example takes for given, whatever they are here."""
    said = [f"“{knowledge.settings[name].title}” on {words.said(day)}" for name, day in one.settings.items()]
    return f", supposing {' and '.join(said)}" if said else ""


def in_order(one: AnExample) -> list[ExampleEvent]:
    """Its facts by their days, then by when they were known."""
    return sorted(one.events, key=lambda event: (event.on, event.known or event.on))


def _answers(one: AnExample) -> list[tuple[str, str]]:
    if isinstance(one, IndicatorExample):
        return [(words.said(day), "Holds" if holds else "Does not hold") for day, holds in sorted(one.holds.items())]
    return [(words.said(day), STATES[state]) for day, state in sorted(one.states.items())]


def runs(knowledge: Knowledge, item: Item, one: AnExample) -> list[Run]:
    """What holds, or is owed, on each stretch of days until the last day drawn."""
    case, last = case_of(one), to_day(drawn_until(one))
    judged = Reference(knowledge.with_days(one.settings), case, *window(case, last))
    if isinstance(item, Indicator):
        return [("Holds", s.since, min(s.until, last + 1)) for s in judged.spells(name_of(item)) if s.since <= last]
    return _states(judged, name_of(item), last)


def _states(judged: Reference, name: str, last: int) -> list[Run]:
    """State by state; it can change only on a day on which a fact or a bond began, was known or ended, or something was due."""
    stretches: list[Run] = []
    days = sorted({judged.first, *(day for day in _turning_points(judged, name) if judged.first < day <= last)})
    for day, end in zip(days, [*days[1:], last + 1], strict=True):
        said = STATES[judged.state(name, day)]
        if stretches and stretches[-1][0] == said and stretches[-1][2] == day:
            stretches[-1] = (said, stretches[-1][1], end)
        elif said != STATES["none"]:
            stretches.append((said, day, end))
    return stretches


def _turning_points(judged: Reference, name: str) -> set[int]:
    triggers = judged.triggers(judged.knowledge.expectations[name])
    days = {day for e in judged.events for day in (e.on, e.known, e.superseded)}
    days |= {day for b in judged.case.bonds for day in (b.from_, b.until, b.known, b.superseded)}
    owed = judged.owed(name)
    return (
        days | {t.day for t in triggers} | {t.ends for t in triggers} | {o.due for o in owed} | {o.lapses for o in owed}
    )


def drawn_until(one: AnExample) -> date:
    """A quarter more than what the example tells of, so that its last answer has room."""
    asked = one.holds if isinstance(one, IndicatorExample) else one.states
    days: list[date] = [*asked, *(event.on for event in one.events), *(event.known or event.on for event in one.events)]
    return max(days) + max(timedelta(days=7), (max(days) - min(days)) / 4)


def _drawn(knowledge: Knowledge, item: Item, one: AnExample, entries: list[Entry]) -> Timeline:
    """The timeline of the child's page, with a row of bars for each answer that comes up."""
    stretches = runs(knowledge, item, one)
    rows = [
        said
        for said in ("Holds", "Owed", "Overdue", "Done", "Never answered")
        if any(said == run[0] for run in stretches)
    ]
    lasting = frozenset(name for name, concept in knowledge.concepts.items() if concept.closed_by)
    held: list[Held] = [(said, to_date(min(start for word, start, _ in stretches if word == said))) for said in rows]
    base = timeline(entries, _lane, held, one.born or one.expected, Shown(lasting, drawn_until(one)), "person")
    bars = [_bar(base, said, TOP + rows.index(said) * BAR, start, end) for said, start, end in stretches]
    return replace(base, bars=bars, desc=f"{base.desc} {_said(stretches)}")


def _bar(base: Timeline, said: str, y: float, start: int, end: int) -> Bar:
    """Its words stand before it, or upon it where there is no room."""
    x = base.scale.x(max(to_date(start), base.scale.start))
    until = base.scale.x(min(to_date(end), base.scale.end))
    width = max(4.0, until - x)
    return Bar(said, x, y, width, width > len(said) * 7.5 + 12)


def _said(stretches: Iterable[Run]) -> str:
    parts = [
        f"{said} from {words.said(to_date(start))} until {words.said(to_date(end - 1))}"
        for said, start, end in stretches
    ]
    return "; ".join(parts) + "." if parts else "Kinsight says nothing."


def _entry(knowledge: Knowledge, number: int, event: ExampleEvent) -> Entry:
    known = event.known or event.on
    concept = knowledge.concepts.get(event.concept)
    about = _WHO.get(event.who, labels.role(event.who))
    return Entry(
        number=number,
        kind=kind_of(event.concept, concept_fields(knowledge)),
        event={
            "concept": event.concept,
            "on": event.on.isoformat(),
            "until": event.until.isoformat() if event.until else None,
            "known": known.isoformat(),
        },
        what=_what(labels.concept(event.concept, concept.title if concept else None), event),
        on=words.short(event.on.isoformat()),
        known=words.short(known.isoformat()) if known != event.on else "the same day",
        late=known != event.on,
        until=f"until {words.short(event.until.isoformat())}" if event.until else "",
        about=about,
        person_key=about,
        service=labels.service_heading(event.service, None),
        service_key=event.service,
        alleged="",
        sensitive=bool(concept and concept.sensitive),
    )


def _what(title: str, event: ExampleEvent) -> str:
    return f"{title} (taken back {words.said(event.superseded)})" if event.superseded else title


def _lane(entry: Entry) -> tuple[int, str]:
    """The child first, then parents, then others."""
    order = [*_WHO.values(), *labels.ROLES.values()]
    return order.index(entry.about) if entry.about in order else len(order), entry.about
