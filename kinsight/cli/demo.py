"""The demonstration: a synthetic district flows through, and the site opens with sign-ins printed."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding

from kinsight.cli import publish_commands, say, site
from kinsight.ingest import load as feed_load
from kinsight.store import days
from kinsight.store.workspace import Workspace
from kinsight.sweep import run as sweeps
from kinsight.synthetic import district
from kinsight.synthetic.profiles import PROFILES, ProfileName

#: The district's last day, and the day on which the demonstration's site stands.
END = date(2026, 11, 1)


def add(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="Where to keep it.")] = Path("demo"),
    children: Annotated[int, typer.Option(min=50)] = 600,
    seed: Annotated[int, typer.Option()] = 1,
    profile: Annotated[
        ProfileName,
        typer.Option(help="realistic is recorded as services really do, with told stories; perfect tests the rules."),
    ] = ProfileName.realistic,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving.")] = False,
    json: say.AsJson = False,
) -> None:
    """Write, load and sweep a synthetic district, make one demo user per role, and serve the site."""
    os.environ |= {"KINSIGHT_DEMONSTRATION": "1", "KINSIGHT_LOCAL": "1"}
    as_of = days.to_day(END)
    counts = _prepare(workspace, children, seed, profile, as_of, json)
    users = _users(workspace, as_of)
    if json:
        say.as_json(
            {
                **vars(counts),
                "users": [dict(zip(("username", "password", "role", "service"), u, strict=True)) for u in users],
            }
        )
    else:
        _show_users(users, None if no_serve else port)
    if not no_serve:
        site.refuse_unsafe(workspace / "workspace")
        from kinsight.web.serve import serve

        serve(workspace / "workspace", port, as_of)


@dataclass(frozen=True)
class Counts:
    """What the demonstration holds: children, facts (`events`), lines of feeds and how many were quarantined, rows written for the site."""

    children: int
    events: int
    taken_in: int
    quarantined: int
    published: dict[str, int]

    def in_words(self) -> str:
        """One sentence a line."""
        written = sum(self.published.values())
        return (
            f"{self.children:,} children, and {self.events:,} facts about them and their families.\n"
            f"{self.taken_in:,} lines of feeds taken in; {f'{self.quarantined:,}' if self.quarantined else 'none'} quarantined.\n"
            f"{f'{written:,} rows written' if written else 'Nothing new'} for the site."
        )


def _prepare(workspace: Path, children: int, seed: int, profile: ProfileName, as_of: int, quiet: bool) -> Counts:
    """Write, load, sweep and publish the district, and say what it holds. A feed that is whole is used again, and changes nothing."""
    feed, store, knowledge = workspace / "feed", Workspace(workspace / "workspace"), say.load_knowledge()
    with say.progress(quiet) as bar:
        task = bar.add_task("Writing families", total=children)
        if not (feed / "truth.json").exists():
            district.write(
                feed, children, seed, END, lambda done, _: bar.update(task, completed=done), PROFILES[profile]
            )
        bar.update(task, description="Loading", total=None)
        report = feed_load.load(
            store,
            [feed],
            knowledge,
            as_of,
            progress=lambda file, done, size: bar.update(
                task, description=f"Loading {file}", completed=done, total=size
            ),
        )
        bar.update(task, description="Sweeping", total=None)
        swept = sweeps.bring_up(store, as_of, knowledge, say.moving(bar, task))
        bar.update(task, description="Publishing")
        written = publish_commands.publish(store.root, swept, as_of)
    lines = report.total("taken_in"), report.total("quarantined")
    counts = Counts(swept.counts["children"], swept.counts["events"], *lines, written)
    if not quiet:
        say.headed("The district")
        say.out.print(Padding(counts.in_words(), (0, 0, 0, 2), expand=False), highlight=False)
    return counts


def _users(workspace: Path, as_of: int) -> list[tuple[str, str, str, str]]:
    publish_commands.start_site(workspace / "workspace", as_of)
    from kinsight.cli.demo_accounts import create_demo_users

    return create_demo_users(days.to_date(as_of))


#: Whom to be first, and what to look at.
FIRST = {
    "health-visitor": "My work: what is owed for babies and small children; open a child, and see why",
    "gp": "the same families as the practice sees them: who knows what, and what only the joined record shows",
    "designated": "every child, the audit, and the openings outside a caseload that wait for review",
}


def _show_users(users: list[tuple[str, str, str, str]], port: int | None) -> None:
    """The others first, then where to begin: what is printed last is read. One unbroken line an account, to copy a password from."""
    say.headed("Other accounts", "(user name, password, role)")
    for account in users:
        if account[0] not in FIRST:
            _show_user(*account)
    say.out.print(
        f"\nThe site stands on {END.day} {END:%B %Y}, the last day of the synthetic district. Nobody in it is real."
    )
    where = f"http://127.0.0.1:{port}/" if port else "the site (kinsight serve)"
    say.headed("Open", f"{where} and sign in as one of these:")
    for account in users:
        if account[0] in FIRST:
            _show_user(*account)
            say.out.print(Padding(FIRST[account[0]], (0, 0, 0, 6), expand=False), highlight=False)


def _show_user(username: str, password: str, role: str, service: str) -> None:
    say.out.print(
        f"  {username:<20} {password:<21} {role}{f', {service}' if service else ''}", soft_wrap=True, highlight=False
    )
