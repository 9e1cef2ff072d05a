"""The site's only way down: write a fact to the records, judge a few children again, read one family, make the engine ready."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kinsight.casework.arrow_columns import Sweep
from kinsight.casework.models import HowKnown, RecordedFact
from kinsight.engine.consequences import Duty
from kinsight.engine.families.child_family import ChildUnknown
from kinsight.rules import loading_cache
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store import days
from kinsight.store.workspace import Workspace

if TYPE_CHECKING:  # what a picture is made of takes a second to load; its types are read by the type checker alone
    from collections.abc import Iterable

    from django.contrib.auth.models import User

    from kinsight.identity.proposals import Proposal
    from kinsight.ingest.record_fact import Tie
    from kinsight.picture import PageData
    from kinsight.picture.contract import (
        AddressShown,
        ChildPicture,
        ChildShown,
        CodeShown,
        CoupleShown,
        Evidence,
        FactShown,
        FamilyShown,
        Fragments,
        Owed,
        Pattern,
        PersonShown,
        RoleShown,
        ServiceShown,
        Source,
        WhoSees,
    )

__all__ = [
    "AddressShown",
    "ChildPicture",
    "ChildShown",
    "ChildUnknown",
    "CodeShown",
    "CoupleShown",
    "Duty",
    "Evidence",
    "FactShown",
    "FamilyShown",
    "Fragments",
    "Owed",
    "PageData",
    "Pattern",
    "PersonShown",
    "Proposal",
    "Records",
    "Refused",
    "RoleShown",
    "ServiceShown",
    "Source",
    "WhoSees",
    "author",
    "consequences",
    "read_knowledge",
    "warm_engine",
]


class Refused(Exception):
    """The records will not take a fact as it is; the message says why, without a patient's value."""


@dataclass(frozen=True)
class Records:
    """One workspace read with one knowledge, and how many seconds each of its locks is waited for. Tests put their own in its place."""

    root: Path
    knowledge: Knowledge
    patience: float | None = None

    @property
    def workspace(self) -> Workspace:
        """The records, with as much patience for their locks."""
        return Workspace(self.root, self.patience)

    def write(self, fact: RecordedFact) -> None:
        """The fact as one more line of a feed; writing it twice changes nothing. Raises `Refused`."""
        from kinsight.ingest import record_fact

        try:
            record_fact.fact(
                self.workspace,
                ref_id=str(fact.id),
                person_ref=fact.child.ref if fact.tie else fact.person_ref,
                concept=fact.concept,
                on=days.to_day(fact.on),
                known=days.to_day(fact.known),
                service_ref=fact.service_ref,
                by=author(fact.by),
                note=fact.note or None,
                knowledge=self.knowledge,
                alleged=fact.how_known == HowKnown.ALLEGED,
                in_error_on=days.to_day(fact.in_error_on) if fact.in_error_on else None,
                tie=_tie(fact),
            )
        except record_fact.FactRefused as why:
            raise Refused(str(why)) from None

    def recorded(self) -> dict[str, bool]:
        """Facts that the site wrote into the records, by id: whether they were recorded in error."""
        from kinsight.ingest import record_fact

        return record_fact.recorded(self.workspace)

    def sweep_children(self, refs: list[str], as_of: int) -> Sweep:
        """These children judged on a day (since 1970), as `apply` publishes them."""
        from kinsight.sweep.some_children import sweep_children

        return sweep_children(self.workspace, refs, as_of, self.knowledge)

    def family(self, ref: str, as_of: int) -> "FamilyShown":
        """The family of one child as it could be known on a day. Raises `ChildUnknown`."""
        from kinsight.picture import family

        return family(self.workspace, ref, as_of, self.knowledge)

    def page(self, ref: str, as_of: int, own: "Iterable[str]" = (), past: bool = False) -> "PageData":
        """What the child's page shows, as it could be known on the day, to a reader of the services `own`; of a day that is `past`, under
        the names of that day. Raises `ChildUnknown`."""
        from kinsight.picture import page_data

        return page_data(self.workspace, ref, as_of, self.knowledge, own, past)

    def codes(self, ref: str, as_of: int, own: "Iterable[str]" = ()) -> "list[CodeShown]":
        """Codes on one child's own records that no rule reads, to a reader of the services `own`. Raises `ChildUnknown`."""
        from kinsight.picture import codes

        return codes(self.workspace, ref, as_of, self.knowledge, own)

    def proposals(self, ref: str, as_of: int) -> "list[Proposal]":
        """Who may belong to one child's family, as it could be known on the day, the likely ones first."""
        from kinsight.identity import proposals

        kind = self.knowledge.identity.get("family")
        return proposals.read(self.workspace, as_of, kind, [ref]) if kind else []

    def names(self, refs: "Iterable[str]") -> dict[str, str]:
        """By reference, what people are called; nobody whose record is restricted."""
        from kinsight.identity.called_names import names

        return names(self.workspace, refs)

    def ready_families(self, as_of: int) -> None:
        """Bring the families' store up to the newest load now: else the first who opens a child waits for it."""
        from kinsight.engine.families import updating

        if self.workspace.exists:
            updating.current(self.workspace, as_of, self.knowledge)

    def services(self) -> dict[str, tuple[str, str]]:
        """ref → (name, kind), by every reference of a service under which staff may have been given it."""
        from kinsight.engine.families import services

        return services.named(self.workspace)


def _tie(fact: RecordedFact) -> "Tie | None":
    from kinsight.ingest.record_fact import Tie

    if not fact.tie:
        return None
    return Tie(fact.person_ref, fact.tie, days.to_day(fact.tie_from) if fact.tie_from else None)


def read_knowledge(root: Path) -> Knowledge:
    """Practice knowledge, with this site's settings, as it is kept in a workspace for the next process. Raises KnowledgeError."""
    return loading_cache.load(Workspace(root).beside)


def consequences(fact: RecordedFact, family: "FamilyShown", knowledge: Knowledge) -> list[Duty]:
    """The responses that the fact makes owed on the day on which it was recorded, the soonest due first."""
    from kinsight.engine import consequences as engine

    return engine.consequences(
        family,
        person_ref=fact.person_ref,
        concept=fact.concept,
        on=days.to_day(fact.on),
        known=days.to_day(fact.known),
        knowledge=knowledge,
    )


def warm_engine() -> None:
    """Read all that judging and the page need, and compile the engine where it is not yet."""
    from kinsight import picture  # noqa: F401
    from kinsight.engine.warm import warm
    from kinsight.sweep import some_children  # noqa: F401

    warm()


def author(user: "User") -> str:
    """Who recorded a fact, as the records keep it: readable where the site's database is lost."""
    role = user.staff.get_role_display() if hasattr(user, "staff") else ""
    named = ", ".join(part for part in (user.get_full_name(), role) if part)
    return f"{user.get_username()} ({named})" if named else str(user.get_username())
