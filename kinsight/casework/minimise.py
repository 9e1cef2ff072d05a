"""What is shown of a child who is a relative of the child opened, and not of the reader's caseload: as little as the page needs.

Of a fact about them: its kind, its day and its service. What it says beyond that is on the relative's own record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kinsight.casework.records import ChildPicture, Evidence, FactShown, FamilyShown, Owed


def minimised_family(family: FamilyShown, outside: frozenset[str]) -> FamilyShown:
    """The family without values, records and addresses of the relatives `outside`; names and ages stay, for it is who they are."""
    events: list[FactShown] = [
        {**fact, "value": "", "ref": ""} if fact["about_ref"] in outside else fact for fact in family["events"]
    ]
    addresses = [row for row in family["addresses"] if row["ref"] not in outside]
    return {**family, "events": events, "addresses": addresses}


def minimised_picture(picture: ChildPicture, outside: frozenset[str]) -> ChildPicture:
    """The picture whose evidence about the relatives `outside` has no value and no record."""
    return {
        **picture,
        "patterns": [{**row, "evidence": _cut(row["evidence"], outside)} for row in picture["patterns"]],
        "owed": _cut_owed(picture["owed"], outside),
        "never_answered": _cut_owed(picture["never_answered"], outside),
    }


def _cut_owed(rows: list[Owed], outside: frozenset[str]) -> list[Owed]:
    return [{**row, "evidence": _cut(row["evidence"], outside)} for row in rows]


def _cut(evidence: list[Evidence], outside: frozenset[str]) -> list[Evidence]:
    return [{**fact, "value": "", "ref": ""} if fact["about"] in outside else fact for fact in evidence]
