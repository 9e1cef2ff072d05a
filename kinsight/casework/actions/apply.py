"""Apply a sweep to the casework database: compare, and write only what changed, all of it in one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from kinsight.casework import bulk
from kinsight.casework.actions.audit import audit
from kinsight.casework.actions.roster import in_parts, publish_roster
from kinsight.casework.actions.services import Told, name_services
from kinsight.casework.changes import Changes, changes
from kinsight.casework.kinds import OWED, PATTERNS, Kind, Lore
from kinsight.casework.kinds import Told as Beside
from kinsight.casework.models import Child, Publication
from kinsight.casework.tables import Sweep, Table, by_children

#: Children compared at once: about 20,000 rows in memory, whatever the size of the district.
CHUNK = 2_000


@transaction.atomic
def apply(
    sweep: Sweep, *, by: Any, as_of: date, knowledge: Lore, whole: bool, services: Told | None = None, mark: str = ""
) -> dict[str, int]:
    """How many rows of each sort were written. What a sweep no longer finds of its children is withdrawn, never deleted."""
    children, counts = publish_roster(sweep.roster)
    name_services(services or {})
    if whole:
        children = dict(Child.objects.values_list("ref", "pk"))
    children |= dict(in_parts(getattr(sweep, "gone", ()), "ref", "pk"))
    made = Publication.objects.create(
        as_of=as_of, knowledge_version=sweep.knowledge_version, whole=whole, children=len(children), mark=mark
    )
    done = Applier(made, knowledge)
    made.counts = counts | done.apply(PATTERNS, sweep.spells, children) | done.apply(OWED, sweep.owed, children)
    made.save(update_fields=["counts"])
    audit(by=by, what="published", publication=made.pk, whole=whole)
    return made.counts


class Applier:
    """Compares and writes, chunk by chunk of children."""

    def __init__(self, publication: Publication, knowledge: Lore) -> None:
        self.publication = publication
        self.told = Beside(knowledge, publication.as_of, births())

    def apply(self, kind: Kind, table: Table, children: dict[str, int]) -> dict[str, int]:
        """Counts of what was new, changed and withdrawn, by `patterns_new` and so on."""
        refs = sorted(children)
        chunks = [refs[start : start + CHUNK] for start in range(0, len(refs), CHUNK)]
        counts = dict.fromkeys(("new", "changed", "withdrawn"), 0)
        for chunk, rows in zip(chunks, by_children(table, kind.columns, chunks), strict=True):
            ids = {ref: children[ref] for ref in chunk}
            found = kind.found(ids, rows, self.told)
            self.write(kind, part := changes(kind.standing(list(ids.values())), found))
            for name in counts:
                counts[name] += len(getattr(part, name))
        return {f"{kind.name}_{name}": count for name, count in counts.items()}

    def write(self, kind: Kind, part: Changes) -> None:
        """New rows in; changed ones over their key, keeping what first brought them; vanished ones marked."""
        beside = self.publication.knowledge_version, self.publication.pk
        names = (*kind.key, *kind.values, "knowledge_version", "first")
        bulk.put(kind.model, names, [(*key, *values, *beside) for key, values in part.new])
        again = [(*key, *values, *beside, None) for key, values in part.changed]
        bulk.put(kind.model, (*names, "withdrawn_on"), again, over=kind.key, keep=("first",))
        for start in range(0, len(part.withdrawn), CHUNK):
            rows = kind.model._default_manager.filter(pk__in=part.withdrawn[start : start + CHUNK])
            rows.update(withdrawn_on=self.publication.as_of)


def births() -> dict[int, date | None]:
    """When each child was born, or is expected."""
    return {child: born or expected for child, born, expected in Child.objects.values_list("pk", "born", "expected")}
