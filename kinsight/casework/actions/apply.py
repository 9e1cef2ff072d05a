"""Apply a sweep to the casework database: compare, and write only what changed, all of it in one transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction

from kinsight.casework.actions.audit import audit
from kinsight.casework.actions.roster import among, publish_roster
from kinsight.casework.actions.services import Told, name_services
from kinsight.casework.kinds import OWED, PATTERNS, Kind, Lore
from kinsight.casework.kinds import Told as Beside
from kinsight.casework.laid import laid
from kinsight.casework.models import Child, Publication
from kinsight.casework.tables import Sweep, Table

#: Called with what is being written.
Progress = Callable[[str], None]


@transaction.atomic
def apply(
    sweep: Sweep, *, by: Any, as_of: date, knowledge: Lore, whole: bool, services: Told | None = None, mark: str = "",
    progress: Progress = lambda what: None,
) -> dict[str, int]:  # fmt: skip
    """How many rows of each sort were written. What a sweep no longer finds of its children is withdrawn, never deleted."""
    progress("publishing children")
    children, counts = publish_roster(sweep.roster)
    name_services(services or {})
    gone = _ids(getattr(sweep, "gone", ()))
    made = Publication.objects.create(
        as_of=as_of,
        knowledge_version=sweep.knowledge_version,
        whole=whole,
        children=len(children) + len(gone),
        mark=mark,
    )
    done = Applier(made, Beside(knowledge, as_of, children))
    with _concerned(None if whole else [*(number for number, _ in children.values()), *gone]) as concerned:
        for kind, table in ((PATTERNS, sweep.spells), (OWED, sweep.owed)):
            progress(f"publishing {kind.says}")
            counts |= done.apply(kind, table, concerned)
    made.counts = counts
    made.save(update_fields=["counts"])
    audit(by=by, what="published", publication=made.pk, whole=whole)
    return counts


class Applier:
    """Lays what was found of a kind beside what stands, and makes the one the other."""

    def __init__(self, publication: Publication, told: Beside) -> None:
        self.publication, self.told = publication, told

    def apply(self, kind: Kind, table: Table, concerned: str) -> dict[str, int]:
        """Counts of what was new, changed and withdrawn, by `patterns_new` and so on. A changed row keeps what first brought it."""
        version = {"knowledge_version": self.publication.knowledge_version}
        with laid(kind.model, kind.rows(table, self.told), kind.key, kind.values) as found:
            counts = {
                "withdrawn": found.withdrawn("withdrawn_on", self.publication.as_of.isoformat(), concerned),
                "changed": found.changed(version, back="withdrawn_on"),
                "new": found.new({**version, "first_id": self.publication.pk}),
            }
        return {f"{kind.name}_{name}": counts[name] for name in ("new", "changed", "withdrawn")}


@contextmanager
def _concerned(numbers: list[int] | None) -> Iterator[str]:
    """The condition on rows `s` that they are about these children; none when it is everyone."""
    if numbers is None:
        yield ""
        return
    with among(numbers) as these:
        yield f"s.child_id IN ({these})"


def _ids(refs: Iterable[str]) -> list[int]:
    """Of those of these children whom the site has ever known."""
    with laid(Child, ((ref,) for ref in refs), ["ref"]) as named:
        return [number for (number,) in named.standing(["id"])]
