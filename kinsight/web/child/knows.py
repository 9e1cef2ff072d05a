"""Who knows what: each pattern against each service, and what only the joined record shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kinsight.web import page_addresses
from kinsight.web.child.banner import sensitive_services
from kinsight.web.text import labels, words

if TYPE_CHECKING:
    from kinsight.casework.records import FamilyShown, Fragments, Pattern, WhoSees


@dataclass(frozen=True)
class Column:
    """One service of the table."""

    service: str
    name: str
    sensitive: bool


@dataclass(frozen=True)
class Line:
    """One pattern: which services see it from their own record.

    `parts`: none does alone, and these services know the parts of it. `follows`: no service is behind it at all, for it rests on what
    any of them may know (an age, a move).
    """

    title: str
    anchor: str
    stance: labels.Stance
    sees: list[bool]
    only_joined: bool
    follows: bool
    parts: str
    sensitive: bool


@dataclass(frozen=True)
class Knows:
    """The table and the sentence on top of it."""

    says: str
    columns: list[Column]
    lines: list[Line]


def headline(joined_only: int, total: int) -> str:
    """One sentence a reader takes away."""
    if not total:
        return "No pattern holds, so there is nothing that one service sees and another does not."
    if not joined_only:
        return "No pattern here needs the joined record: a service can see each, or work it out, on its own."
    verb = "is" if joined_only == 1 else "are"
    return (
        f"{joined_only} of {words.plural(total, 'pattern')} {verb} seen by no service alone: "
        "only the joined record shows what stands together."
    )


def services_behind(patterns: Sequence[Pattern]) -> dict[str, list[str]]:
    """Names of the services that recorded what each pattern rests on; what only follows from the record has none."""
    return {
        row["indicator"]: sorted(
            {
                labels.service_heading(fact.get("service_kind"), fact.get("service_name"))
                for fact in row.get("evidence") or []
                if fact.get("service") and fact.get("service_kind") != "kinsight"
            }
        )
        for row in patterns
    }


def knows(
    fragments: Fragments, family: FamilyShown, sensitive_patterns: set[str], patterns: Sequence[Pattern]
) -> Knows:
    """The table of who sees what; `patterns` of the joined record, with their evidence, say who knows the parts.

    `sensitive_patterns`: names of those that stay off paper.
    """
    behind = services_behind(patterns)
    hidden = sensitive_services(family)
    columns = [
        Column(s["service"], labels.service_heading(s.get("kind"), s.get("name")), s["service"] in hidden)
        for s in fragments["services"]
    ]
    lines = [
        line(row, columns, sensitive_patterns, behind.get(row["indicator"], []))
        for row in fragments["rows"]
        if row.get("joined") or row["alone"]
    ]
    only = sum(shown.only_joined for shown in lines)
    return Knows(headline(only, len(lines)), columns, lines)


def line(row: WhoSees, columns: list[Column], sensitive_patterns: set[str], behind: list[str]) -> Line:
    """One pattern of the table; `behind`: names of the services that recorded what it rests on."""
    nobody_alone = not row["alone"] and not row["only_joined"]
    return Line(
        title=row["title"],
        anchor=page_addresses.pattern(row["indicator"]),
        stance=labels.stance(row["stance"]),
        sees=[column.service in row["alone"] for column in columns],
        only_joined=row["only_joined"],
        follows=nobody_alone and not behind,
        parts=words.listed(behind) if not row["alone"] else "",
        sensitive=row["indicator"] in sensitive_patterns,
    )
