"""The command that records who reviewed a rule, in the rule's own file."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kinsight.cli import say
from kinsight.rules.read.knowledge_folder import read
from kinsight.rules.read.knowledge_paths import root_of
from kinsight.rules.schema import lineage, rule_review
from kinsight.store import days


def add(app: typer.Typer) -> None:
    app.command()(sign)


def sign(
    name: Annotated[str, typer.Argument(help="An indicator, expectation or derivation.")],
    by: Annotated[str, typer.Option(help="Who reviewed it: name, post and organisation.")],
    on: Annotated[str | None, typer.Option(help="On which day, YYYY-MM-DD. Default: today.")] = None,
    root: Annotated[
        Path | None, typer.Option("--root", help="Folder of knowledge. Default: the one that ships.")
    ] = None,
) -> None:
    """Record that a named doctor or nurse has reviewed a rule as it stands. A rule that changes afterwards is a draft again."""
    if not by.strip():
        say.stop("say who reviewed it: --by 'name, post, organisation'", say.USE)
    if (day := say.day(on)) > days.to_day(date.today()):  # noqa: DTZ011
        say.stop("a review cannot be of a day to come: correct --on", say.USE)
    folder = root_of(root)
    shelf, _ = read(folder)
    for item in shelf.knowledge.rules():
        if lineage.name_of(item) == name:
            path = folder / shelf.places[f"{lineage.kind_of(item)}s", name].document.file
            path.write_text(
                rule_review.signed(path.read_text(encoding="utf-8"), item, by.strip(), days.to_date(day).isoformat()),
                encoding="utf-8",
            )
            return say.out.print(f"{name}: reviewed by {by.strip()} on {days.to_date(day)}, in {path}", soft_wrap=True)
    say.stop(f"no indicator, expectation or derivation is called {name!r}; see: kinsight knowledge list", say.USE)
