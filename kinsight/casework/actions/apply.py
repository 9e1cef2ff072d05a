"""Apply a sweep to the casework database: compare, and write only what changed, all of it in one transaction.

Into a database that knows no child yet, nothing is compared: rows go where they stay, and the indexes are made after them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from kinsight.casework.actions.audit_row import audit
from kinsight.casework.actions.roster import among, caseloads, publish_roster, service_kinds
from kinsight.casework.actions.service_names import ServiceNames, name_services
from kinsight.casework.arrow_columns import Sweep, Table
from kinsight.casework.bulk import insert
from kinsight.casework.kinds import OWED, PATTERNS, Context, Kind
from kinsight.casework.models import Child, Owed, Pattern, Publication
from kinsight.casework.publication_staging import staged
from kinsight.casework.rebuilt_indexes import rebuilt
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.stages import stage

#: Called with what is being written.
Progress = Callable[[str], None]


@transaction.atomic
def apply(
    sweep: Sweep,
    *,
    by: User | None,
    as_of: date,
    knowledge: Knowledge,
    whole: bool,
    services: ServiceNames | None = None,
    segment: str = "",
    progress: Progress = lambda what: None,
) -> dict[str, int]:
    """Write what changed, in one transaction; return how many rows of each sort. What a sweep no longer finds of its children is
    withdrawn, never deleted.

    `whole`: the sweep is of everyone. `segment`: the segment of the results that is taken over, for `publish.taken_over`.
    """
    empty = not Child.objects.exists()
    with _indexes_after(progress) if empty else nullcontext():
        progress("publishing children")
        with stage("publishing children") as counted:
            children, counts = publish_roster(sweep.roster, empty)
            counted["children"] = len(children)
        name_services(services or {})
        gone = _ids(getattr(sweep, "gone", ()))
        made = Publication.objects.create(
            as_of=as_of,
            knowledge_version=sweep.knowledge_version,
            whole=whole,
            children=len(children) + len(gone),
            segment=segment,
        )
        held = caseloads(sweep.roster, children)
        done = Applier(made, Context(knowledge, as_of, children, held, service_kinds()), empty)
        with _concerned(None if whole else [*(one.id for one in children.values()), *gone]) as concerned:
            for kind, table in ((PATTERNS, sweep.spells), (OWED, sweep.owed)):
                progress(f"publishing {kind.says}")
                with stage(f"publishing {kind.says}") as counted:
                    written = done.apply(kind, table, concerned)
                    counted.add(written)
                counts |= written
    made.counts = counts
    made.save(update_fields=["counts"])
    audit(by=by, what="published", publication=made.pk, whole=whole)
    return counts


@contextmanager
def _indexes_after(progress: Progress) -> Iterator[None]:
    """Make the indexes of what is published when the block ends."""
    with rebuilt([Child, Child.services.through, Pattern, Owed]):
        yield
        progress("making indexes")


class Applier:
    """Writes what a sweep says of a kind; `empty`: nothing stands with which to compare it."""

    def __init__(self, publication: Publication, context: Context, empty: bool) -> None:
        self.publication, self.context, self.empty = publication, context, empty

    def apply(self, kind: Kind, table: Table, concerned: str) -> dict[str, int]:
        """Counts of what was new, changed and withdrawn, by `patterns_new` and so on. A changed row keeps what first brought it."""
        counts = self.first(kind, table) if self.empty else self.compared(kind, table, concerned)
        return {f"{kind.name}_{name}": counts[name] for name in ("new", "changed", "withdrawn")}

    def first(self, kind: Kind, table: Table) -> dict[str, int]:
        """Insert every row: nothing of the kind stands yet."""
        rows = kind.batches(table.sort_by("child_ref"), self.context)
        return {"new": insert(kind.model, rows, [*kind.key, *kind.values], self._brought), "changed": 0, "withdrawn": 0}

    def compared(self, kind: Kind, table: Table, concerned: str) -> dict[str, int]:
        """Write what differs from what stands. `concerned`: the condition on the rows that the sweep is about."""
        with staged(kind.model, kind.batches(table, self.context), kind.key, kind.values) as rows:
            return {
                "withdrawn": rows.withdrawn("withdrawn_on", self.publication.as_of.isoformat(), concerned),
                "changed": rows.changed(self._version, back="withdrawn_on"),
                "new": rows.new(self._brought),
            }

    @property
    def _version(self) -> dict[str, str]:
        return {"knowledge_version": self.publication.knowledge_version}

    @property
    def _brought(self) -> dict[str, str | int]:
        return {**self._version, "first_id": self.publication.pk}


@contextmanager
def _concerned(numbers: list[int] | None) -> Iterator[str]:
    """The condition on rows `s` that they are about these children; none when it is everyone."""
    if numbers is None:
        yield ""
        return
    with among(numbers) as these:
        yield f"s.child_id IN ({these})"


def _ids(refs: Iterable[str]) -> list[int]:
    """Ids of those of these children whom the site has ever known."""
    if not (named := list(refs)):
        return []
    with staged(Child, [[named]], ["ref"]) as rows:
        return [int(str(number)) for (number,) in rows.standing(["id"])]
