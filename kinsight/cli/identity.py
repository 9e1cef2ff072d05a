"""Commands about who is who: what contradicts itself, and who cannot be judged."""

from dataclasses import asdict
from pathlib import Path

import typer

from kinsight.cli import audits, proposals_command, say
from kinsight.identity import unresolved
from kinsight.rules.compile.rule_rows import tables
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace, WorkspaceMissing

app = typer.Typer(
    help="Who is who: records that contradict each other, and people without a birth date.", no_args_is_help=True
)
app.command("proposals")(proposals_command.proposals)
_COUNTED = {
    "conflicts": "NHS numbers on records that contradict each other (they are kept apart)",
    "unused_numbers": "people whose NHS number joins them to nobody",
    "link_conflicts": "times records that services link contradict each other (they are kept apart)",
    "unused_links": "links between records that join nobody (the other record has not come, or the sender is not sure)",
    "without_birth_date": "patients without a birth date (nobody can say whether they are children, and they are not judged)",
}


@app.callback()
def begin() -> None:
    """Who is who: records that contradict each other, and people without a birth date."""


@app.command()
def conflicts(workspace: say.Workspace, json: say.AsJson = False) -> None:
    """Records of one NHS number, or linked, that contradict each other; numbers and links that join nobody; no birth date."""
    try:
        where = Workspace(workspace).require()
    except WorkspaceMissing as missing:
        say.stop(str(missing))
    people = unresolved.read(where, of_children(say.load_knowledge(workspace=workspace)))
    audits.note_read(workspace, "identity-conflicts", records=sum(people.counts.values()))
    if json:
        return say.as_json(asdict(people))
    rows = [
        ("…" + c.number_ends, ", ".join(c.contradicts), " | ".join(", ".join(refs) for refs in c.people))
        for c in people.conflicts
    ]
    say.table(
        "Kept apart: one NHS number, records that contradict each other",
        ("number", "what contradicts", "records"),
        rows,
    )
    if people.conflicts:
        say.out.print(unresolved.TO_DO)
    say.table(
        "An NHS number that joins nobody", ("record", "why"), [(one.ref, one.why) for one in people.unused_numbers]
    )
    linked = [
        (", ".join(c.contradicts), " | ".join(", ".join(refs) for refs in c.people)) for c in people.link_conflicts
    ]
    say.table(
        "Kept apart: linked by a service, records that contradict each other", ("what contradicts", "records"), linked
    )
    if people.link_conflicts and not people.conflicts:
        say.out.print(unresolved.TO_DO)
    say.table(
        "A link that joins nobody",
        ("record", "linked to", "why"),
        [(one.ref, one.other, one.why) for one in people.unused_links],
    )
    unborn = [(one.ref, "; ".join(one.signs)) for one in people.without_birth_date]
    say.table("No birth date recorded: cannot be judged", ("record", "what speaks for a child"), unborn)


def of_children(knowledge: Knowledge) -> set[str]:
    """Concepts that every rule which takes them asks of the child, or of a brother or sister."""
    compiled = tables(knowledge)
    roles: dict[int, set[str]] = {}
    for row in compiled["roleset"].to_pylist():
        roles.setdefault(row["roleset_id"], set()).add(row["role"])
    asked: dict[str, set[str]] = {}
    for row in (row for name in ("input", "expectation", "response") for row in compiled[name].to_pylist()):
        if row.get("concept") and row.get("roleset_id") is not None:
            asked.setdefault(row["concept"], set()).update(roles[row["roleset_id"]])
    return {concept for concept, whom in asked.items() if whom <= {"self", "sibling"}}


def counts(workspace: Path) -> dict[str, int]:
    """How many of each, for the report of a load or a sweep."""
    return unresolved.read(Workspace(workspace)).counts


def show(counted: dict[str, int]) -> None:
    """One line for each that there is, and where to see them."""
    for name, words in _COUNTED.items():
        if counted[name]:
            say.out.print(f"{counted[name]} {words}. See: kinsight identity conflicts", highlight=False)
