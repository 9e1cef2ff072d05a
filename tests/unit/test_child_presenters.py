"""The child's page as view data: nothing lost, nothing ranked by harm, unknown said to be unknown."""

from datetime import date, timedelta
from typing import Any

import pytest

from kinsight.rules.schema.formats import Indicator
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.rules.text.discretion import Discretion
from kinsight.web import page_addresses
from kinsight.web.child.chronology import filters
from kinsight.web.child.evidence_rows import sensitive
from kinsight.web.child.page import page
from kinsight.web.child.replay import read
from kinsight.web.text import labels, words
from tests.unit.child_page import FAMILIES, as_of, seen, sources


@pytest.mark.parametrize("name", FAMILIES)
def test_every_pattern_and_owed_response_is_shown_once(name: str) -> None:
    shown, picture = seen(name), sources(name)["picture"]
    patterns = [p.title for group in shown.groups for p in group.patterns] + [p.title for p in shown.protective]
    assert sorted(patterns) == sorted(p["title"] for p in picture["patterns"])
    steps = [
        s.title
        for part in (shown.steps.overdue, shown.steps.open, shown.steps.met)
        for first in part
        for s in (first, *first.more)
    ]
    assert sorted(steps) == sorted(o["title"] for o in picture["owed"])


@pytest.mark.parametrize("name", FAMILIES)
def test_every_evidence_row_is_one_click_away(name: str) -> None:
    shown, picture = seen(name), sources(name)["picture"]
    rows = {p.title: len(p.evidence) for group in shown.groups for p in group.patterns} | {
        p.title: len(p.evidence) for p in shown.protective
    }
    assert rows == {p["title"]: len(p["evidence"]) for p in picture["patterns"]}


def test_what_is_owed_again_stands_once_with_the_others_behind_it_and_all_are_counted() -> None:
    told = sources("head_injury")
    again = next(o for o in told["picture"]["owed"] if o["state"] == "overdue")
    told["picture"]["owed"].append({**again, "due": "2026-11-01"})
    shown = seen("head_injury", told).steps
    (first,) = [step for step in shown.overdue if step.title == again["title"]]
    assert [step.due for step in first.more] == ["was due 1 November 2026"]
    assert shown.counts["overdue"] == sum(o["state"] == "overdue" for o in told["picture"]["owed"])


def test_protective_patterns_stand_beside_and_never_among() -> None:
    shown = seen("head_injury")
    assert [p.title for p in shown.protective] == ["Safer sleep talked through"]
    assert all(group.stance is not labels.PROTECTIVE for group in shown.groups)


def test_a_protective_pattern_changes_nothing_of_the_others() -> None:
    without = sources("head_injury")
    without["picture"]["patterns"] = [p for p in without["picture"]["patterns"] if p["stance"] != "protective"]
    assert seen("head_injury").groups == seen("head_injury", without).groups


def test_within_a_group_the_newest_comes_first_whatever_it_is() -> None:
    adds_up = next(g for g in seen("head_injury").groups if g.stance.key == "cumulative")
    assert [p.since for p in adds_up.patterns] == ["24 September 2026", "20 August 2026"]


def test_no_stance_is_coloured_red_amber_or_green() -> None:
    colours = {stance.colour for stance in (*labels.STANCES.values(), labels.PROTECTIVE)}
    assert colours.isdisjoint({"red", "orange", "yellow", "green"})
    assert set(labels.STANCES) | {"protective"} == {
        "always-harmful",
        "urgent",
        "cumulative",
        "explore",
        "vulnerability",
        "context",
        "protective",
    }


def test_steps_say_how_late_and_who() -> None:
    steps = seen("head_injury").steps
    assert [(s.tag, s.owner, s.due) for s in steps.overdue] == [
        ("Overdue by 6 months", "GP", "was due 12 May 2026"),
        ("Overdue by 6 weeks", "Health visitor", "was due 8 October 2026"),
    ]
    assert [s.tag for s in steps.open] == ["Due in 4 days", "Due in 13 days"]
    assert [s.tag for s in steps.met] == ["Done 6 October 2026"]
    assert steps.overdue[0].button == page_addresses.record("slug", "consider-child-needs")


def test_what_is_the_readers_own_comes_first_and_hides_nobody_elses() -> None:
    told = sources("head_injury")
    today = as_of("head_injury")
    shown = page("slug", told, read({}, today), filters({}), reader="health-visitor").steps
    assert [(s.owner, s.mine) for s in shown.overdue] == [("Health visitor", True), ("GP", False)]


def test_the_day_it_is_due_is_overdue_from_that_day() -> None:
    assert [s.tag for s in seen("unborn").steps.overdue] == ["Overdue from today"]


def test_banner_of_a_baby() -> None:
    banner = seen("head_injury").banner
    assert (banner.name, banner.age, banner.nhs_number) == ("Alfie Marsh", "8 weeks old", "943 476 5919")
    assert banner.flags == ["Priority appointments"]
    assert banner.responsibility == "not recorded"  # a mother is on record, yet nobody recorded who has it


def test_banner_of_a_child_whose_mother_needs_an_interpreter() -> None:
    banner = seen("disclosure").banner
    assert banner.responsibility == "Hodan Hussain (mother) and Abdi Hussain (father)"
    assert (banner.language, banner.interpreter, banner.interpreter_unknown) == ("Somali", "needed by mother", False)


def test_banner_and_table_say_who_has_died_and_nobody_interprets_for_the_dead() -> None:
    changed = sources("disclosure")
    mother = next(p for p in changed["family"]["people"] if p["name"] == "Hodan Hussain")
    mother["died"] = as_of("disclosure").isoformat()
    shown = seen("disclosure", changed)
    assert shown.banner.deaths == f"Hodan Hussain (mother), {words.said(mother['died'])}"
    assert "needed by" not in shown.banner.interpreter
    assert {r.name: r.home for r in shown.relatives}["Hodan Hussain"] == "Has died"
    assert seen("disclosure").banner.deaths == ""


def test_asked_says_nothing_of_an_interpreter_that_a_dead_mother_needed_and_asks_her_nothing() -> None:
    changed = sources("disclosure")
    changed["family"]["child"]["interpreter"] = None
    mother = next(p for p in changed["family"]["people"] if p["name"] == "Hodan Hussain")
    assert answers("disclosure", "Interpreter", changed) == {"Family": "Recorded"}
    assert "Hodan Hussain (mother)" in answers("disclosure", "Domestic abuse")
    mother["died"] = as_of("disclosure").isoformat()
    question = next(q for q in seen("disclosure", changed).questions if q.asks == "Interpreter")
    assert [(a.tag, a.says) for a in question.answers] == [("Not asked", "")]
    for asks in ("Domestic abuse", "Contact with, or care of, children"):
        assert "Hodan Hussain (mother)" not in answers("disclosure", asks, changed)


def test_who_dies_later_is_asked_until_then() -> None:
    changed = sources("disclosure")
    mother = next(p for p in changed["family"]["people"] if p["name"] == "Hodan Hussain")
    mother["died"] = (as_of("disclosure") + timedelta(days=1)).isoformat()
    for asks in ("Interpreter", "Domestic abuse", "Contact with, or care of, children"):
        assert answers("disclosure", asks, changed) == answers("disclosure", asks)


def test_interpreter_not_asked_is_not_a_no() -> None:
    assert (seen("head_injury").banner.interpreter, seen("head_injury").banner.interpreter_unknown) == (
        "not asked",
        True,
    )
    assert (seen("ordinary").banner.interpreter, seen("ordinary").banner.interpreter_unknown) == ("not needed", False)


def test_an_unborn_child_has_a_name_to_be_called_by() -> None:
    banner = seen("unborn").banner
    assert (banner.name, banner.age, banner.unborn) == ("Unborn baby", "Unborn, expected 3 March 2027", True)


def test_a_flag_that_ended_is_not_shown() -> None:
    changed = sources("head_injury")
    flag = next(e for e in changed["family"]["events"] if e["concept"] == "priority-appointments")
    changed["family"]["events"].append(
        flag | {"concept": "priority-appointments-ended", "on": "2026-11-20", "event": 9999}
    )
    assert seen("head_injury", changed).banner.flags == []


def answers(name: str, asks: str, changed: dict[str, Any] | None = None) -> dict[str, str]:
    question = next(q for q in seen(name, changed).questions if q.asks == asks)
    return {a.about: a.tag for a in question.answers}


def test_only_who_may_be_harmed_stands_beside_a_disclosure() -> None:
    assert answers("head_injury", "Domestic abuse") == {"Kayleigh Marsh (mother)": "Asked"}
    assert "Ryan Cole (partner)" in answers("head_injury", "Contact with, or care of, children")


def test_a_partner_whose_part_has_ended_is_not_asked_about() -> None:
    assert "Liam Ashby (partner)" not in answers("head_injury", "Domestic abuse")


def test_an_unsafe_attempt_is_not_an_enquiry() -> None:
    changed = sources("head_injury")
    events = changed["family"]["events"]
    changed["family"]["events"] = [e for e in events if e["concept"] != "domestic-abuse-disclosed"]
    assert answers("head_injury", "Domestic abuse", changed)["Kayleigh Marsh (mother)"] == "Not asked: not safe to ask"


def test_no_answer_ever_reads_as_a_no() -> None:
    for name in FAMILIES:
        tags = {a.tag for q in seen(name).questions for a in q.answers}
        assert tags <= {"Asked", "Not asked", "Not asked: not safe to ask", "Recorded", "Not recorded"}


def test_a_combined_pattern_names_the_services_that_know_its_parts() -> None:
    changed = sources("disclosure")
    row = next(r for r in changed["fragments"]["rows"] if r["only_joined"])
    row |= {"only_joined": False, "alone": []}
    pattern = next(p for p in changed["picture"]["patterns"] if p["indicator"] == row["indicator"])
    fact = pattern["evidence"][0]
    known = [
        {**fact, "service": f"Organization/{n}", "service_kind": n, "service_name": n}
        for n in ("gp", "emergency", "kinsight")
    ]
    pattern["evidence"] = known
    line = next(one for one in seen("disclosure", changed).knows.lines if one.title == row["title"])
    assert (line.parts, line.follows) == ("emergency and gp", False)
    pattern["evidence"] = known[2:]
    line = next(one for one in seen("disclosure", changed).knows.lines if one.title == row["title"])
    assert (line.parts, line.follows) == ("", True), (
        "only where no service is behind it does it follow from ages or moves"
    )


def test_who_knows_what_counts_what_only_the_join_shows() -> None:
    knows = seen("disclosure").knows
    assert knows.says.startswith("1 of 4 patterns is seen by no service alone")
    assert [line.title for line in knows.lines if line.only_joined] == [
        "Domestic abuse together with mental ill health"
    ]
    assert len(knows.columns) == len(knows.lines[0].sees)


def test_what_follows_from_the_record_is_not_claimed_for_the_join() -> None:
    changed = sources("disclosure")
    for row in changed["fragments"]["rows"]:
        row |= {"alone": [], "only_joined": False}
    for pattern in changed["picture"]["patterns"]:
        pattern["evidence"] = []
    knows = seen("disclosure", changed).knows
    assert knows.says.startswith("No pattern here needs the joined record")
    assert all(line.follows and not line.only_joined for line in knows.lines)


def test_replay_reads_the_form_and_the_link_alike() -> None:
    by_form = seen("head_injury", as_of_on_day="3", as_of_on_month="6", as_of_on_year="2026").replay
    by_link = seen("head_injury", as_of="2026-06-03").replay
    assert by_form == by_link
    assert by_link.past and by_link.iso == "2026-06-03"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"as_of": "2026-13-40"}, "Enter a real date"),
        ({"as_of_on_day": "31", "as_of_on_month": "2", "as_of_on_year": "2026"}, "Enter a real date"),
        ({"as_of_on_day": "3"}, "Enter a real date"),
        ({"as_of": "yesterday"}, "Enter a real date"),
        ({"as_of": "2030-01-01"}, "today or in the past"),
    ],
)
def test_a_wrong_date_keeps_today_and_says_why(query: dict[str, str], error: str) -> None:
    replay = seen("head_injury", **query).replay
    assert error in replay.error
    assert replay.as_of == as_of("head_injury")


def test_the_age_is_that_of_the_day_looked_at() -> None:
    assert seen("disclosure", as_of="2024-09-12").banner.age == "12 months old"


def test_chronology_filters_without_renumbering() -> None:
    whole = {e.event["event"]: e.number for e in seen("head_injury").chronology.entries}
    filtered = seen("head_injury", who="p1").chronology
    assert filtered.entries and len(filtered.entries) < len(whole)
    assert all(whole[e.event["event"]] == e.number for e in filtered.entries)
    assert {e.event["role"] for e in filtered.entries} == {"mother"}


def test_missed_care_can_be_followed_alone() -> None:
    shown = seen("head_injury", kind="missed").chronology
    assert {e.event["concept"] for e in shown.entries} == {
        "was-not-brought",
        "antenatal-appointment-missed",
        "domestic-abuse-enquiry-unsafe",
    }
    assert "that fit the filter, of 22 in all" in shown.counted


def test_what_the_table_leaves_out_is_counted_and_linked() -> None:
    changed = sources("head_injury")
    event = changed["family"]["events"][0]
    changed["family"]["events"] += [event | {"event": 5000 + n} for n in range(60)]
    short = seen("head_injury", changed)
    assert len(short.chronology.shown) == 40 and short.chronology.more == len(short.chronology.entries) - 40
    assert "all=1" in short.more_link
    assert seen("head_injury", changed, all="1").chronology.more == 0


def test_addresses_of_the_page_carry_no_identity() -> None:
    shown = seen("head_injury", who="p1", service="s1", as_of="2026-06-03")
    links = [shown.more_link, shown.record_link, shown.today_link, *(s.href for s in shown.turning_days)]
    assert not any("Patient" in link or "k-child" in link or "9434765919" in link for link in links)


def test_turning_days_are_the_days_patterns_began() -> None:
    days = [step.text for step in seen("disclosure").turning_days]
    assert days == ["15 June 2026", "3 May 2026", "20 April 2026"]


def test_off_paper_is_decided_by_the_knowledge_even_without_a_fact() -> None:
    steps = {s.title: s.sensitive for s in seen("head_injury").steps.open}
    assert steps == {
        "Consider what being not brought means for this child": False,
        "Ask again about domestic abuse, alone and safely": True,
    }


def test_a_service_known_for_abuse_alone_stays_off_paper() -> None:
    changed = sources("disclosure")
    event = next(e for e in changed["family"]["events"] if e["sensitive"])
    refuge = {"service": "Organization/idva-1", "service_name": "Haven", "service_kind": "other"}
    changed["family"]["events"].append(event | refuge | {"event": 7000})
    changed["family"]["services"].append({"service": "Organization/idva-1", "name": "Haven", "kind": "other"})
    assert {s.name: s.sensitive for s in seen("disclosure", changed).banner.services}["Haven"] is True


def test_families_end_on_the_day_they_say() -> None:
    assert {as_of(name) for name in FAMILIES} == {date(2026, 11, 23)}


@pytest.mark.parametrize(
    ("group", "marked", "kept_off"),
    [
        ("exploitation", False, True),
        ("domestic-abuse", False, True),
        ("young-people", False, False),
        ("young-people", True, True),
    ],
)
def test_what_concerns_abuse_stays_off_paper_even_when_its_facts_are_harmless_to_read(
    group: str, marked: bool, kept_off: bool
) -> None:
    row = {"indicator": "x", "group": group, "evidence": [{"concept": "missing-episode", "sensitive": marked}]}
    when = {"inputs": [{"concept": "missing-episode", "about": "child", "lasts": "1y"}]}
    words = {"title": "t", "group": group, "says": "s", "why": "w", "sources": [{"document": "d"}], "stance": "explore"}
    rule = Indicator.model_validate({**words, "indicator": "x", "when": when})
    off_paper = Discretion(Knowledge("x", indicators={"x": rule})).off_paper()
    assert sensitive(row, {"off_paper": off_paper}) is kept_off


def test_what_lasted_a_day_is_not_said_to_last_until_that_day() -> None:
    told = sources("head_injury")
    first, second = told["family"]["events"][:2]
    first["until"], second["until"] = first["on"], "2026-11-20"
    shown = {entry.event["event"]: entry.until for entry in seen("head_injury", told).chronology.entries}
    assert (shown[first["event"]], shown[second["event"]]) == ("", "until 20 Nov 2026")
