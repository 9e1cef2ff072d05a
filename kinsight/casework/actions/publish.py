"""Bring a sweep into the casework database: only what changed is written, all of it in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from kinsight.casework.actions.audit import audit
from kinsight.casework.actions.roster import publish_roster
from kinsight.casework.actions.services import name_services
from kinsight.casework.changes import Changes, Key, Standing, Values, changes
from kinsight.casework.models import Child, Owed, Pattern, Publication
from kinsight.casework.records import Records
from kinsight.casework.tables import Rows, Sweep, Table, by_children, day
from kinsight.practice.knowledge import load

#: Children compared at once: about 20,000 rows in memory, whatever the size of the district.
CHUNK = 2_000
_BATCH = 2_000


class Lore(Protocol):
    """The knowledge, as far as publishing asks: who owes what."""

    expectations: Any


class Kind:
    """One published table: which model, which columns name a row and which it carries."""

    def __init__(
        self, name: str, model: type[Model], key: Sequence[str], values: Sequence[str], days: Sequence[str]
    ) -> None:
        self.name, self.model, self.key, self.values, self.days = name, model, tuple(key), tuple(values), frozenset(days)
        self.columns = ("child_ref", *self.key, *self.values)

    def split(self, child: int, row: tuple[Any, ...]) -> tuple[Key, Values]:
        """A row of the sweep as (key with the child's id, values)."""
        told = [day(v) if name in self.days else v for name, v in zip(self.columns[1:], row, strict=True)]
        return (child, *told[: len(self.key)]), tuple(told[len(self.key) :])


PATTERNS = Kind("patterns", Pattern, ["view", "indicator", "since"], ["until", "count"], ["since", "until"])
OWED = Kind(
    "owed", Owed, ["expectation", "anchor", "trigger"], ["due", "met_on", "ends", "reason"],
    ["trigger", "due", "met_on", "ends"],
)  # fmt: skip


def publish(
    sweep: Sweep, *, by: Any, as_of: date, knowledge: Lore | None = None, whole: bool = True
) -> dict[str, int]:
    """Apply a sweep of everyone (`whole`) or of the children in its roster; how many rows of each sort were written.

    What a whole sweep no longer finds, of a child who left the records too, is withdrawn and never deleted.
    Without `knowledge`, the one that is installed says who owes what.
    """
    knowledge = knowledge or load()
    services = Records(Path(settings.WORKSPACE), knowledge).services() if whole else {}
    with transaction.atomic():
        children, counts = publish_roster(sweep.roster)
        name_services(services)
        if whole:
            children = dict(Child.objects.values_list("ref", "pk"))
        made = Publication.objects.create(
            as_of=as_of, knowledge_version=sweep.knowledge_version, whole=whole, children=len(children)
        )
        done = Publisher(made, knowledge)
        counts |= done.apply(PATTERNS, sweep.spells, children) | done.apply(OWED, sweep.owed, children)
        made.counts = counts
        made.save(update_fields=["counts"])
        audit(by=by, what="published", publication=made.pk, whole=whole)
    return counts


class Publisher:
    """Compares and writes, chunk by chunk of children."""

    def __init__(self, publication: Publication, knowledge: Lore) -> None:
        self.publication, self.knowledge = publication, knowledge

    def apply(self, kind: Kind, table: Table, children: dict[str, int]) -> dict[str, int]:
        """Counts of what was new, changed and withdrawn, by `patterns_new` and so on."""
        refs = sorted(children)
        chunks = [refs[start : start + CHUNK] for start in range(0, len(refs), CHUNK)]
        counts = dict.fromkeys(("new", "changed", "withdrawn"), 0)
        for chunk, found in zip(chunks, by_children(table, kind.columns, chunks), strict=True):
            ids = {ref: children[ref] for ref in chunk}
            self.write(kind, part := changes(standing(kind, ids.values()), rows_of(kind, ids, found)))
            for name in counts:
                counts[name] += len(getattr(part, name))
        return {f"{kind.name}_{name}": count for name, count in counts.items()}

    def write(self, kind: Kind, part: Changes) -> None:
        """New rows in, changed ones over their key, vanished ones marked."""
        rows, again = kind.model._default_manager, ("withdrawn_on", "knowledge_version", *kind.values)
        rows.bulk_create([self.row(kind, *new) for new in part.new], batch_size=_BATCH)
        rows.bulk_create(
            [self.row(kind, *changed) for changed in part.changed], batch_size=_BATCH, update_conflicts=True,
            update_fields=[*again, *self.owner_field(kind)], unique_fields=["child", *kind.key],
        )  # fmt: skip
        for start in range(0, len(part.withdrawn), _BATCH):
            rows.filter(pk__in=part.withdrawn[start : start + _BATCH]).update(withdrawn_on=self.publication.as_of)

    def row(self, kind: Kind, key: Key, values: Values) -> Model:
        told = dict(zip(("child_id", *kind.key, *kind.values), (*key, *values), strict=True))
        if kind is OWED:
            told["owner"] = self.knowledge.expectations[told["expectation"]].owner
        return kind.model(**told, knowledge_version=self.publication.knowledge_version, first=self.publication)

    def owner_field(self, kind: Kind) -> list[str]:
        return ["owner"] if kind is OWED else []


def standing(kind: Kind, children: Iterable[int]) -> dict[Key, Standing]:
    """The rows of these children as they stand, by key."""
    columns = ("pk", "withdrawn_on", "child_id", *kind.key, *kind.values)
    rows = kind.model._default_manager.filter(child__in=list(children)).values_list(*columns)
    size = 3 + len(kind.key)
    return {tuple(row[2:size]): Standing(row[0], tuple(row[size:]), row[1] is not None) for row in rows.iterator()}


def rows_of(kind: Kind, ids: dict[str, int], found: Rows) -> Iterable[tuple[Key, Values]]:
    """The sweep's rows of these children; rows of a child outside the roster are not of this publication."""
    return [kind.split(ids[ref], row) for ref, rows in found.items() if ref in ids for row in rows]
