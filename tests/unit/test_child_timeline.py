"""The timeline drawn: every fact a mark in its lane, none on another, nothing after the day looked from."""

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinsight.web.child.chronology import Filters, chronology
from kinsight.web.child.drawings.lanes import Lane, Shown
from kinsight.web.child.drawings.timeline import Timeline, timeline
from kinsight.web.family.family_members import FamilyOnDay
from tests.unit.child_page import FAMILIES, seen, sources

ON = date(2026, 11, 23)
SHOWN = Shown(frozenset({"depression"}), ON)


@st.composite
def events(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Facts of three people by two services, up to thirty years back, some known late, some lasting."""
    made = []
    for n in range(draw(st.integers(0, 40))):
        on = ON - timedelta(days=draw(st.integers(-500, 11_000)))
        known = min(ON, on + timedelta(days=draw(st.sampled_from([0, 0, 3, 400]))))
        until = draw(st.none() | st.integers(0, 2_000).map(lambda d, on=on: (on + timedelta(days=d)).isoformat()))
        person, service = draw(st.sampled_from("abc")), draw(st.sampled_from(["gp", "hv"]))
        made.append({"event": n, "ref": f"Observation/{n}", "about_ref": f"Patient/{person}", "role": "sibling",
                     "concept": draw(st.sampled_from(["seen", "depression", "was-not-brought", "loss"])), "title": "A fact",
                     "on": on.isoformat(), "known": known.isoformat(), "until": until, "service": service,
                     "service_name": service, "certainty": draw(st.sampled_from(["stated", "alleged"])),
                     "sensitive": draw(st.booleans()), "value": None})  # fmt: skip
    return made


def drawn_of(made: list[dict[str, Any]], born: date | None = date(2024, 1, 1)) -> Timeline:
    people = [
        {"ref": f"Patient/{p}", "name": f"{p} person", "roles": [{"role": "sibling", "from": None, "until": None}]}
        for p in "abc"
    ]
    family = {
        "child": {"ref": "Patient/child", "name": None, "born": None},
        "people": people,
        "couples": [],
        "addresses": [],
        "events": made,
        "services": [{"service": s, "name": s, "kind": "other"} for s in ("gp", "hv")],
    }
    entries = chronology(FamilyOnDay(family, ON), Filters()).entries
    return timeline(entries, lambda e: (int(e.person_key[1:]), e.about), [], born, SHOWN, "person")


@given(events())
def test_every_fact_is_one_mark(made: list[dict[str, Any]]) -> None:
    marks = [m.number for lane in drawn_of(made).lanes for m in lane.marks]
    assert sorted(marks) == list(range(1, len(made) + 1))


@given(events())
def test_no_mark_lies_on_another_nor_on_its_bar(made: list[dict[str, Any]]) -> None:
    for lane in drawn_of(made).lanes:
        for one, other in combinations(lane.marks, 2):
            if one.y == other.y:
                left, right = sorted((one, other), key=lambda m: m.x)
                assert max(left.x, left.until_x or 0, left.known_x or 0) + 2 * SHOWN.size <= right.x


@given(events())
def test_marks_stay_in_their_lane_and_inside_the_drawing(made: list[dict[str, Any]]) -> None:
    drawn = drawn_of(made)
    for lane in drawn.lanes:
        assert all(lane.y + SHOWN.size <= m.y <= lane.y + lane.height - SHOWN.size for m in lane.marks)
        assert all(0 < m.x <= drawn.width and (m.until_x or 0) <= drawn.width for m in lane.marks)
    assert all(a.y + a.height == b.y for a, b in pairwise(drawn.lanes))


def lane_marks(lanes: list[Lane]) -> dict[int, Any]:
    return {m.number: m for lane in lanes for m in lane.marks}


def test_the_child_has_the_first_lane() -> None:
    assert seen("head_injury").timeline.lanes[0].name == ["Alfie"]


def test_what_is_known_to_come_stands_after_the_day_looked_from() -> None:
    changed = sources("head_injury")
    event = changed["family"]["events"][0]
    changed["family"]["events"].append(event | {"event": 8000, "concept": "contact-hearing", "on": "2027-01-15"})
    drawn = seen("head_injury", changed).timeline
    assert max(m.x for lane in drawn.lanes for m in lane.marks) > drawn.as_of.x


def test_what_will_only_follow_from_the_record_is_no_fact_yet() -> None:
    changed = sources("head_injury")
    event = changed["family"]["events"][0] | {"service_kind": "kinsight", "about_ref": None, "role": "self"}
    changed["family"]["events"] += [
        event | {"event": 8000, "on": "2040-01-15"},
        event | {"event": 8001, "on": "2026-11-01"},
    ]
    numbers = {e.event["event"]: e.person_key for e in seen("head_injury", changed).chronology.entries}
    assert 8000 not in numbers and numbers[8001] == "p0"


def test_alleged_is_hollow_and_said() -> None:
    shown = seen("head_injury")
    entry = next(e for e in shown.chronology.entries if e.alleged)
    mark = lane_marks(shown.timeline.lanes)[entry.number]
    assert mark.hollow and "alleged, not confirmed" in mark.title


def test_a_fact_known_long_after_shows_when() -> None:
    shown = seen("head_injury")
    late = next(e for e in shown.chronology.entries if e.event["concept"] == "violent-crime")
    mark = lane_marks(shown.timeline.lanes)[late.number]
    assert mark.known_x is not None and mark.known_x > mark.x


def test_what_was_long_before_keeps_a_place() -> None:
    made = [
        {
            "event": 1,
            "ref": "r",
            "about_ref": "Patient/a",
            "role": "sibling",
            "concept": "loss",
            "title": "Loss",
            "on": day,
            "known": day,
            "until": None,
            "service": "gp",
            "service_name": "gp",
            "certainty": "stated",
            "sensitive": False,
            "value": None,
        }
        for day in ("1999-01-01", "2026-01-01")
    ]
    drawn = drawn_of([made[0], made[1] | {"event": 2}])
    assert drawn.earlier is not None
    assert lane_marks(drawn.lanes)[1].x < drawn.earlier.x < lane_marks(drawn.lanes)[2].x


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("lanes", ["people", "services"])
def test_each_person_or_service_with_a_fact_has_a_lane(name: str, lanes: str) -> None:
    key = "about_ref" if lanes == "people" else "service"
    expected = {e[key] for e in sources(name)["family"]["events"]}
    assert len(seen(name, lanes=lanes).timeline.lanes) == len(expected)


def test_a_lasting_fact_runs_to_the_day_looked_from() -> None:
    shown = seen("head_injury")
    anxiety = next(e for e in shown.chronology.entries if e.event["concept"] == "anxiety")
    assert lane_marks(shown.timeline.lanes)[anxiety.number].until_x == shown.timeline.as_of.x
