"""The command that lists who may belong to a child's family, for a person to confirm or reject on the child's page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kinsight.cli import audits, say
from kinsight.store import days
from kinsight.store.workspace import Workspace, WorkspaceMissing

if TYPE_CHECKING:
    from kinsight.identity.alike_records import Alike
    from kinsight.identity.proposals import Proposal

#: What the command says below its list.
TO_DO = "Nothing follows from a proposal until somebody who knows the family decides on the child's page: Who belongs to the family."
_HEADS = ("person", "how sure", "for it", "against it", "beside it")


def proposals(workspace: say.Workspace, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """Adults at a child's address without a tie who may be of the family, with the reasons; and links that a sender is not sure of."""
    from kinsight.identity import alike_records, unresolved
    from kinsight.identity import proposals as people

    try:
        where = Workspace(workspace).require()
    except WorkspaceMissing as missing:
        say.stop(str(missing))
    day, kinds = say.day(as_of), say.load_knowledge(workspace=workspace).identity
    if (kind := kinds.get("family")) is None:
        say.stop("the knowledge has no identity.yaml that says how families are compared")
    proposed = people.read(where, day, kind)
    alike = alike_records.read(where, day, kinds["same-person"]) if "same-person" in kinds else []
    links = unresolved.unsure_links(where)
    audits.note_read(workspace, "identity-proposals", records=len(proposed) + len(alike) + len(links))
    if json:
        return say.as_json(
            {
                "as_of": days.iso(day),
                "families": [as_contract(one) for one in proposed],
                "records": [alike_contract(one) for one in alike],
                "links": [{"record": one.ref, "other": one.other} for one in links],
            }
        )
    _tell(proposed)
    if alike:
        lines = [(one.record, one.other, one.band, *map("; ".join, evidence(one))) for one in alike]
        say.table("May be of one person; joined by nobody but the services", ("record", "other", *_HEADS[1:]), lines)
    if links:
        rows = [(one.ref, one.other) for one in links]
        say.table("A link of which its sender is not sure", ("record", "linked to"), rows)


def as_contract(one: "Proposal") -> dict[str, Any]:
    """One proposal as programs read it (docs/commands.md): references, `likely` or `unsure`, a day or null, and lines of words."""
    return {
        "child": one.child,
        "person": one.person,
        "band": one.band,
        "since": None if one.since is None else days.iso(one.since),
        "for": one.speaks_for,
        "against": one.speaks_against,
        "beside": one.beside,
    }


def alike_contract(one: "Alike") -> dict[str, Any]:
    """Two records that may be of one person, as programs read them."""
    return {
        "record": one.record,
        "other": one.other,
        "band": one.band,
        "for": one.speaks_for,
        "against": one.speaks_against,
        "beside": one.beside,
    }


def evidence(one: "Proposal | Alike") -> tuple[list[str], list[str], list[str]]:
    """What speaks for it, against it, and beside it."""
    return one.speaks_for, one.speaks_against, one.beside


def _tell(proposed: "Iterable[Proposal]") -> None:
    by_child: dict[str, list[tuple[str, ...]]] = {}
    for one in proposed:
        by_child.setdefault(one.child, []).append((one.person, one.band, *map("; ".join, evidence(one))))
    for child, rows in by_child.items():
        say.table(f"May be of the family of {child}", _HEADS, rows)
    say.out.print(TO_DO if by_child else "Nobody is proposed.")
