"""Commands about accounts: one leaves, or lost their password or phone."""

from typing import Annotated

import typer

from kinsight.cli import publish_commands, say
from kinsight.store.days import to_date

app = typer.Typer(
    help="Accounts of the site. Made by: python -m kinsight.web.manage staff NAME ROLE.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(help="User name.")]


@app.command()
def disable(name: Name, workspace: say.Workspace, as_of: say.Day = None, json: say.AsJson = False) -> None:
    """Close an account at once: its sessions end, and its work is named, so that someone takes it over."""
    publish_commands.start_site(workspace)
    from kinsight.casework.actions import accounts

    try:
        leaver = accounts.disable(name, to_date(say.day(as_of)))
    except accounts.NoSuchAccount as wrong:
        say.stop(str(wrong))
    if json:
        return say.as_json(vars(leaver))
    say.out.print(f"{name} can no longer sign in; {leaver.sessions} sessions ended.")
    rows = [
        (service, children, owed, ", ".join(others) or "nobody") for service, children, owed, others in leaver.services
    ]
    say.table("Who takes over", ("service", "children", "owed by this role", "others of the role there"), rows)


@app.command()
def reset(name: Name, workspace: say.Workspace) -> None:
    """A new password, printed once: sessions end, and the second factor is added anew at the next sign-in."""
    publish_commands.start_site(workspace)
    from kinsight.casework.actions import accounts

    try:
        password = accounts.reset(name)
    except accounts.NoSuchAccount as wrong:
        say.stop(str(wrong))
    say.out.print(f"password: {password}", markup=False, highlight=False)
