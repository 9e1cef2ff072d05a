"""A child's whole page as data for its template: a pure function of the picture, the family and the knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kinsight.web import page_addresses
from kinsight.web.child import asked, family_table, pattern_groups, replay
from kinsight.web.child.banner import Banner, banner
from kinsight.web.child.chronology import Chronology, Entry, Filters, chronology
from kinsight.web.child.drawings.genogram import Genogram, genogram
from kinsight.web.child.drawings.lanes import Shown
from kinsight.web.child.drawings.timeline import Timeline, timeline
from kinsight.web.child.evidence_rows import sensitive
from kinsight.web.child.knows import Knows, knows
from kinsight.web.child.replay import Replay, Step
from kinsight.web.child.steps import Decisions, Steps, steps
from kinsight.web.family.family_members import FamilyOnDay
from kinsight.web.family.lasting_facts import settled
from kinsight.web.text import words

if TYPE_CHECKING:
    from kinsight.casework.records import ChildPicture
    from kinsight.web.child.page_context import PageKnowledge, PageSources


@dataclass(frozen=True)
class Page:
    """Everything the template asks for, in the order of the page."""

    slug: str
    replay: Replay
    turning_days: list[Step]
    as_of_said: str
    banner: Banner
    steps: Steps
    groups: list[pattern_groups.Group]
    protective: list[pattern_groups.Pattern]
    knows: Knows
    questions: list[asked.Question]
    not_asked: int
    genogram: Genogram
    relatives: list[family_table.Relative]
    family_says: str
    homes: list[str]
    timeline: Timeline
    chronology: Chronology
    more_link: str
    record_link: str
    happened_link: str
    visit_link: str
    codes_link: str
    belongs_link: str
    undecided: bool
    today_link: str
    knowledge_version: str
    looked_at: int


def drawn(snapshot: FamilyOnDay, picture: ChildPicture, chosen: Chronology, knowledge: PageKnowledge) -> Timeline:
    """The timeline of the filtered facts, by person or by service."""
    shown = Shown(frozenset(knowledge["closed_by"]), snapshot.on)
    patterns = [p for p in picture["patterns"] if p["stance"] != "protective"]
    by_service = chosen.filters.lanes == "services"
    return timeline(
        chosen.entries,
        service_lane if by_service else person_lane,
        [(p["title"], words.parsed(p.get("since"))) for p in patterns],
        words.parsed(snapshot.family["child"].get("born")),
        shown,
        "service" if by_service else "person",
    )


def service_lane(entry: Entry) -> tuple[int, str]:
    """The lane of a fact by the service that recorded it: its order and its words."""
    return place(entry.service_key), entry.service


def person_lane(entry: Entry) -> tuple[int, str]:
    """The lane of a fact by whom it is about: its order and its words."""
    return place(entry.person_key), entry.about


def place(key: str) -> int:
    """The order of people and services in the family: the child comes first."""
    return int(key[1:]) if key else 999


def more_link(slug: str, seen: Replay, chosen: Filters) -> str:
    """The same page with every fact in the table."""
    return (
        page_addresses.child(
            slug, as_of=seen.iso, who=chosen.who, service=chosen.service, kind=chosen.kind, lanes=chosen.lanes, all="1"
        )
        + "#timeline"
    )


def page(
    slug: str,
    sources: PageSources,
    seen: Replay,
    wanted: Filters,
    reader: str = "",
    decisions: Decisions = MappingProxyType({}),
    pages: Mapping[str, str] = MappingProxyType({}),
) -> Page:
    """The page of a child whose address has this slug, on the day `seen`, filtered as `wanted`; `reader` is a role; `decisions` stand;
    `pages`: by reference, the slugs of relatives who are children that the reader may open."""
    picture, knowledge = sources["picture"], sources["knowledge"]
    family = settled(sources["family"], knowledge["closed_by"], seen.as_of)
    snapshot, chosen = FamilyOnDay(family, seen.as_of, knowledge["concepts"]), wanted
    kinds = {s["service"]: s["kind"] for s in family["services"]}
    facts, questions = chronology(snapshot, chosen), asked.questions(snapshot, kinds, knowledge["questions"])
    relatives = family_table.relatives_table(snapshot, {ref: page_addresses.child(of) for ref, of in pages.items()})
    hidden = {p["indicator"] for p in picture["patterns"] if sensitive(p, knowledge)}
    return Page(
        slug=slug,
        replay=seen,
        turning_days=replay.turning_days(picture, seen, slug),
        as_of_said=words.said(seen.as_of),
        banner=banner(family, snapshot),
        steps=steps(
            [*picture["owed"], *picture["never_answered"]], snapshot, kinds, knowledge, slug, reader, decisions
        ),
        groups=pattern_groups.grouped(picture["patterns"], snapshot, kinds, knowledge),
        protective=pattern_groups.protective(picture["patterns"], snapshot, kinds, knowledge),
        knows=knows(sources["fragments"], family, hidden, picture["patterns"]),
        questions=questions,
        not_asked=asked.not_asked(questions),
        genogram=genogram(family, seen.as_of),
        relatives=relatives,
        family_says=family_table.said(snapshot, relatives),
        homes=family_table.homes(snapshot),
        timeline=drawn(snapshot, picture, facts, knowledge),
        chronology=facts,
        more_link=more_link(slug, seen, chosen),
        record_link=page_addresses.record(slug),
        happened_link=page_addresses.happened(slug),
        visit_link=page_addresses.visit(slug),
        codes_link=page_addresses.codes(slug),
        belongs_link=page_addresses.belongs(slug),
        undecided=family_table.undecided(snapshot),
        today_link=page_addresses.child(slug),
        knowledge_version=picture["knowledge_version"],
        looked_at=len(picture["patterns"]) + len(picture["quiet"]),
    )
