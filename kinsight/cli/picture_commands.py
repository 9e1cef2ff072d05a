"""Commands that say what holds: sweep, picture, owed."""

import time
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from kinsight import picture as pictures
from kinsight.cli import audits, identity, on_spark, picture_page, publish_commands, say
from kinsight.rules.schema import owners
from kinsight.store import days
from kinsight.store.workspace import Workspace, WorkspaceMissing
from kinsight.sweep import overview as overviews
from kinsight.sweep import run as sweeps
from kinsight.sweep.published import Sweep, state
from kinsight.sweep.results import Results


def add(app: typer.Typer) -> None:
    for command in (sweep, picture, owed):
        app.command()(command)
    app.command("holding")(overview)


def _workspace(path: Path) -> Workspace:
    try:
        return Workspace(path).require()
    except WorkspaceMissing as missing:
        say.stop(str(missing))


def sweep(
    workspace: say.Workspace,
    as_of: say.Day = None,
    to_site: Annotated[
        bool, typer.Option("--publish/--no-publish", help="Hand changes to the site's database.")
    ] = True,
    whole: Annotated[bool, typer.Option("--whole", help="Judge everyone again.")] = False,
    engine: on_spark.Engine = on_spark.Name.duckdb,
    master: on_spark.Master = None,
    scratch: on_spark.Scratch = None,
    records: on_spark.Records = None,
    json: say.AsJson = False,
) -> None:
    """Judge every child whom something new can concern, and publish what changed."""
    everyone = on_spark.chosen(engine, master, scratch, records)
    where, knowledge, day = _workspace(workspace), say.load_knowledge(workspace=workspace), say.day(as_of)
    with say.room(workspace), say.progress(json) as bar:
        task = bar.add_task("Sweeping", total=None)
        swept = sweeps.bring_up(where, day, knowledge, say.moving(bar, task), whole, everyone)
    answer: dict[str, Any] = {
        **swept.counts,
        "seconds": round(swept.seconds, 3),
        "knowledge_version": swept.knowledge.version,
        "how": swept.how,
        "judged": swept.judged,
        "identity": identity.counts(workspace),
    }
    if swept.reason:
        answer["why"] = swept.reason
    if to_site:
        with say.room(workspace), say.progress(json) as bar:
            task = bar.add_task("Publishing", total=None)
            move, began = say.moving(bar, task), time.monotonic()
            answer["published"] = publish_commands.publish(workspace, swept, day, lambda what: move(what, 0, 0))
            answer["publish_seconds"] = round(time.monotonic() - began, 3)
        answer["audit_head"] = publish_commands.audit_head()
    if json:
        return say.as_json(answer)
    identity.show(answer.pop("identity"))
    head, published = answer.pop("audit_head", ""), answer.pop("published", {})
    say.table("Swept", ("what", "how many"), answer.items())
    if published:
        say.table("Published", ("what", "how many"), published.items())
    if head:
        say.out.print(f"{audits.HEAD}\n{head}", soft_wrap=True, highlight=False)


def picture(
    child: Annotated[str, typer.Argument(help="NHS number or the feed's Patient id.")],
    workspace: say.Workspace,
    as_of: say.Day = None,
    view: Annotated[str, typer.Option(help="joined, or one service's reference: what it alone could know.")] = "joined",
    json: say.AsJson = False,
) -> None:
    """One child: which patterns hold, since when, on what evidence, and what is owed."""
    try:
        where, knowledge = _workspace(workspace), say.load_knowledge(workspace=workspace)
        shown = pictures.picture(where, child, say.day(as_of), knowledge, view)
        who = pictures.ref_of(where, child, say.day(as_of), knowledge)
    except pictures.ChildUnknown as unknown:
        say.stop(
            f"{unknown}. kinsight quarantine list and kinsight identity conflicts say what could not be read or joined"
        )
    audits.note_read(workspace, "picture", child=who)
    if json:
        return say.as_json(shown)
    picture_page.show(say.out, shown)


def owed(workspace: say.Workspace, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """What is owed to all children, by whom, and how much of it is overdue, by expectation."""
    where, day, knowledge = _workspace(workspace), say.day(as_of), say.load_knowledge(workspace=workspace)
    swept = sweeps.sweep(where, day, knowledge)
    rows, ages = swept.owed.to_pylist(), _ages(swept, day)
    for row in rows:
        owing = knowledge.expectations[row["expectation"]]
        row["owner"], row["state"] = owners.owner_at(owing, ages.get(row["child_ref"])), state(row, days.to_date(day))
    if json:
        audits.note_read(workspace, "owed", children=len({row["child_ref"] for row in rows}))
        return say.as_json(rows)
    counted = Counter((row["expectation"], row["owner"], row["state"]) for row in rows)
    say.table("Owed", ("expectation", "by", "state", "how many"), [(*key, n) for key, n in sorted(counted.items())])


def _ages(swept: Sweep, day: int) -> dict[str, int]:
    """Age in days of each child whose birth or expected day is known."""
    births = {row["child_ref"]: row["born"] or row["expected"] for row in swept.roster.to_pylist()}
    return {ref: day - days.to_day(birth) for ref, birth in births.items() if birth is not None}


def overview(workspace: say.Workspace, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """How many children had each pattern on a day, past days too: the results of the last sweep are filtered."""
    knowledge, day = say.load_knowledge(workspace=workspace), say.day(as_of)
    where = _workspace(workspace)
    swept = sweeps.last(where, knowledge)
    if swept is None:
        say.stop(f"{Results.of(where).why_none()}; run: kinsight sweep --workspace {workspace}")
    rows = [vars(row) for row in overviews.on_day(swept, day)]
    answer = {
        "as_of": days.iso(day),
        "swept_as_of": days.iso(swept.manifest.basis.as_of),
        "children": swept.counts["children"],
        "patterns": rows,
    }
    if json:
        return say.as_json(answer)
    lines = [(knowledge.indicators[r["indicator"]].title, r["children"], r["only_joined"], r["new"]) for r in rows]
    title = f"On {answer['as_of']}, of the {answer['children']} who are children on {answer['swept_as_of']}"
    say.table(title, ("pattern", "children", "no service alone", "began in 28 days"), lines)
