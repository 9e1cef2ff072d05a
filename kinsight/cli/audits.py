"""The audit at the command line: whether it is as it was written, and who read a child's record from here."""

import getpass
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from django.db import DatabaseError

from kinsight.cli import publish_commands, say

if TYPE_CHECKING:
    from kinsight.casework.audit_check import Look
    from kinsight.casework.audit_head import Head


#: Stands above the head of the audit where it is printed.
HEAD = "The audit's head, to be noted elsewhere and compared later (kinsight verify --audit --head):"


def verify(workspace: Path, noted: str | None, json: bool) -> None:
    """Read the whole audit, say each fault, and print its head, to be noted elsewhere. Exits with 1 when there is a fault."""
    from kinsight.casework import audit_head

    extra = [_head(noted)] if noted else []
    publish_commands.start_site(workspace, migrate=False)
    from kinsight.casework import audit_check

    in_file = audit_head.noted(workspace)
    try:
        look = audit_check.check([*in_file, *extra])
    except DatabaseError as error:
        say.stop(
            f"the site's database cannot be read ({str(error).splitlines()[0]}); kinsight serve brings it up to date"
        )
    _tell(look, bool(in_file), json)
    if look.findings:
        raise typer.Exit(say.DATA)


def _tell(look: "Look", in_file: bool, json: bool) -> None:
    head = str(look.head)
    if json:
        faults = [vars(one) for one in look.findings]
        return say.as_json({"clean": not faults, "rows": look.rows, "head": head, "noted": in_file, "findings": faults})
    for one in look.findings:
        say.out.print(f"{one.place} {one.what}.\n    What to do: {one.to_do}.", markup=False, soft_wrap=True)
    if not look.findings:
        say.out.print(f"The audit is as it was written: {look.rows} rows, all read.")
    if not in_file and look.rows:
        say.out.print(
            "The workspace has no earlier head of it to compare with: rows cut off its end would not be missed."
        )
    say.out.print(f"{HEAD}\n{head}", soft_wrap=True, highlight=False)


def _head(noted: str) -> "Head":
    from kinsight.casework.audit_head import Head

    number, _, digest = noted.partition(":")
    if not number.isdigit() or len(digest) != 64:
        say.stop(f"{noted!r} is no head of an audit: write NUMBER:HASH as it was printed", say.USE)
    return Head(int(number), digest)


def note_read(workspace: Path, command: str, child: str = "", **what: int) -> None:
    """Write down in the site's audit that someone at this machine read a child's record, or `what`: how many, or which item.

    Called before anything is printed: what cannot be written down is not shown.
    """
    publish_commands.start_site(workspace)
    from kinsight.casework.actions.looked import read_at_the_command_line

    read_at_the_command_line(command=command, os_user=os_user(), child=child, **what)


def os_user() -> str:
    """Who is at this machine: the account that the process runs as, and who became it by sudo."""
    with suppress(KeyError, OSError):
        name = getpass.getuser()
        return f"{name} (sudo by {before})" if (before := os.environ.get("SUDO_USER")) else name
    return f"uid {os.getuid()}"
