"""What is shown of a child who is a relative of the child opened, and not of the reader's caseload: as little as the page needs."""

from typing import Any

Row = dict[str, Any]
#: Of a fact: what it is, when, who recorded it. What it says beyond that is on the relative's own record.
WITHHELD = ("value", "ref", "note")


def minimised(told: Row, outside: frozenset[str]) -> Row:
    """The page's sources with the facts and addresses of these relatives cut; names and ages stay in the family, which needs them."""
    if not outside:
        return told
    family, picture = told["family"], told["picture"]
    events = [fact(row, outside, "about_ref") for row in family["events"]]
    addresses = [row for row in family["addresses"] if row["ref"] not in outside]
    rows = {name: [ruled(row, outside) for row in picture[name]] for name in ("patterns", "owed")}
    return {**told, "family": {**family, "events": events, "addresses": addresses}, "picture": {**picture, **rows}}


def ruled(row: Row, outside: frozenset[str]) -> Row:
    return {**row, "evidence": [fact(one, outside, "about") for one in row.get("evidence") or []]}


def fact(row: Row, outside: frozenset[str], about: str) -> Row:
    """Its kind, its day and its service; no value, no record and no note."""
    return {**row, **{name: "" for name in WITHHELD if name in row}} if row.get(about) in outside else row
