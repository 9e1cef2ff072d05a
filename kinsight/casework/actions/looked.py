"""The reader has read the new patterns up to a day; or a child's record, at the command line."""

from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import Q

from kinsight.casework.actions.audit import audit
from kinsight.casework.models import AccessLog, Child, LastLooked, Publication, Staff


@transaction.atomic
def looked(*, by: Staff, publication: int, on: date) -> LastLooked | None:
    """From now on, only what begins after `on` or comes with a later publication is new to this member of staff.

    `publication` is the newest that the page had shown: what arrived while it was being read stays new.
    """
    shown = Publication.objects.filter(pk__lte=publication).order_by("pk").last()
    if shown is None:
        return None
    mark, _ = LastLooked.objects.update_or_create(staff=by, defaults={"publication": shown, "on": on})
    audit(by=by.user, what="looked", on=on.isoformat())
    return mark


@transaction.atomic
def read_at_the_command_line(*, command: str, os_user: str, child: str = "", **what: int) -> None:
    """Nobody signs in there, so the machine's account stands for the reader. `child`: an NHS number or a reference, as asked.

    A child whom the site does not know has no row here to point to: a digest tells whether two readings were of one child.
    """
    found = (
        list(Child.objects.filter(Q(ref__in=[child, f"Patient/{child}"]) | Q(nhs_number=child))[:2]) if child else []
    )
    if len(found) == 1:
        AccessLog.objects.create(by=None, child=found[0], purpose=f"command-{command}", os_user=os_user)
        return
    digest = {"unknown_child": sha256(child.encode()).hexdigest()[:16]} if child else {}
    audit(by=None, what="read-at-command-line", command=command, os_user=os_user, **digest, **what)
