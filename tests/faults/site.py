"""What the site does in processes of its own, for a process that may be killed: record facts, and one round of the delivery worker."""

import os
from pathlib import Path
from typing import Any

#: How many facts are recorded; the last of them is withdrawn again.
FACTS = 4
_CONCEPTS = ("harm-considered", "was-not-brought")


def record_on_site(workspace: Path, as_of: str, knowledge: Any) -> int:
    """Four facts about the first four children, by one member of staff; one is recorded in error."""
    _start(workspace, as_of)
    from datetime import date

    from kinsight.casework.actions.in_error import record_in_error
    from kinsight.casework.actions.record_done import record_done
    from kinsight.casework.models import Child, Staff

    day = date.fromisoformat(as_of)
    member = Staff.objects.filter(services__isnull=False).first() or _somebody()
    facts = [
        record_done(
            by=member,
            child=child,
            person_ref=child.ref,
            concept=_CONCEPTS[nth % 2],
            on=day,
            as_of=day,
            note=f"note {nth}",
        )
        for nth, child in enumerate(Child.objects.exclude(born=None).filter(left_on=None).order_by("ref")[:FACTS])
    ]
    record_in_error(by=member, fact=facts[-1], why="Written about the wrong child", as_of=day)
    return 0


def _somebody() -> Any:
    from django.contrib.auth import get_user_model

    from kinsight.casework.models import Role, Service, Staff

    user = get_user_model().objects.create_user("harriet")
    member = Staff.objects.create(user=user, role=Role.HEALTH_VISITOR)
    member.services.set(Service.objects.order_by("ref")[:1])
    return member


def deliver(workspace: Path, as_of: str, knowledge: Any) -> int:
    """One round of the worker of `kinsight serve`; 1 when a fact still waits, as it does until the next round."""
    _start(workspace, as_of)
    from datetime import date

    from kinsight.casework.actions.deliver import waiting
    from kinsight.casework.records import Records
    from kinsight.web.delivery import Worker

    Worker(Records(workspace, knowledge)).round(date.fromisoformat(as_of), 0.0)
    return 1 if waiting().exists() else 0


def _start(workspace: Path, as_of: str) -> None:
    from kinsight.cli import publish_commands
    from kinsight.store import days

    os.umask(0o077)
    publish_commands.start_site(workspace, days.parse(as_of))
