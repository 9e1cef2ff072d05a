"""Casework's only way to the record store: write a fact, sweep a few children again, read one family."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kinsight.casework.models import HowKnown, RecordedFact
from kinsight.casework.tables import Sweep
from kinsight.store import days
from kinsight.store.workspace import Workspace

if TYPE_CHECKING:
    from kinsight.picture.contract import FamilyShown


class Refused(Exception):
    """The records will not take a fact as it is; the message says why, without a patient's value."""


@dataclass(frozen=True)
class Records:
    """One workspace read with one knowledge, and how many seconds each of its locks is waited for. Tests put their own in its place."""

    root: Path
    knowledge: Any
    patience: float | None = None

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root, self.patience)

    def write(self, fact: RecordedFact) -> None:
        """The fact as one more line of a feed; writing it twice changes nothing. Raises `Refused`."""
        from kinsight.ingest import record

        try:
            record.fact(
                self.workspace, ref_id=str(fact.id), person_ref=fact.person_ref, concept=fact.concept,
                on=days.to_day(fact.on), known=days.to_day(fact.known), service_ref=fact.service_ref,
                by=author(fact.by), note=fact.note or None, knowledge=self.knowledge, alleged=fact.how_known == HowKnown.ALLEGED,
                in_error_on=days.to_day(fact.in_error_on) if fact.in_error_on else None,
            )  # fmt: skip
        except record.FactRefused as why:
            raise Refused(str(why)) from None

    def recorded(self) -> dict[str, bool]:
        """Facts that the site wrote into the records, by id: whether they were recorded in error."""
        from kinsight.ingest import record

        return record.recorded(self.workspace)

    def sweep_children(self, refs: list[str], as_of: int) -> Sweep:
        from kinsight.sweep.children import sweep_children

        return sweep_children(self.workspace, refs, as_of, self.knowledge)

    def family(self, ref: str, as_of: int) -> "FamilyShown":
        from kinsight.picture import family

        return family(self.workspace, ref, as_of, self.knowledge)

    def services(self) -> dict[str, tuple[str, str]]:
        """ref → (name, kind), by every reference of a service under which staff may have been given it."""
        from kinsight.engine.families import services

        return services.named(self.workspace)


def author(user: Any) -> str:
    """Who recorded a fact, as the records keep it: readable where the site's database is lost."""
    role = user.staff.get_role_display() if hasattr(user, "staff") else ""
    named = ", ".join(part for part in (user.get_full_name(), role) if part)
    return f"{user.get_username()} ({named})" if named else str(user.get_username())
