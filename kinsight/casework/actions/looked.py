"""The reader has read the new patterns up to a day; or a child's record, at the command line."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.models import AccessLog, Child, LastLooked, Publication, Staff


@transaction.atomic
def looked(*, by: Staff, publication: int, on: date) -> LastLooked | None:
    """Note that a member of staff has read the new patterns: only what begins after `on` or comes with a later publication is new now.

    `publication` is the newest that the page had shown: what arrived while it was being read stays new.
    """
    shown = Publication.objects.filter(pk__lte=publication).order_by("pk").last()
    if shown is None:
        return None
    last, _ = LastLooked.objects.update_or_create(staff=by, defaults={"publication": shown, "on": on})
    audit(by=by.user, what="looked", on=on.isoformat())
    return last


@transaction.atomic
def read_at_the_command_line(*, command: str, os_user: str, child: str = "", **what: int) -> None:
    """Write into the audit who read at the command line. Nobody signs in there, so the machine's account stands for the reader.

    `child`: an NHS number or a reference; `what`: counts, where more than one child was read.

    A child whom the site does not know has no row here to point to: a keyed digest tells whether two readings were of one child.
    """
    bare = child.replace(" ", "")
    same = Q(ref__in=[child, f"Patient/{child}"]) | Q(nhs_number=bare)
    children = list(Child.objects.filter(same)) if child else []
    for one in children:
        AccessLog.objects.create(by=None, child=one, purpose=f"command-{command}", os_user=os_user)
    if not children:
        details: dict[str, Any] = what | (
            {"unknown_child": _digest(bare)} if child else {}
        )  # names and counts, by keyword
        audit(by=None, what="read-at-command-line", command=command, os_user=os_user, **details)


def _digest(child: str) -> str:
    """Of a number of ten digits a digest without a key can be tried out in seconds."""
    return salted_hmac("kinsight.unknown-child", child, algorithm="sha256").hexdigest()[:16]
