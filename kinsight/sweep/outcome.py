"""The results as a run left them, and what of them is published."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from kinsight.engine.database import Duck
from kinsight.engine.families import services
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace, select
from kinsight.sweep import published
from kinsight.sweep.published import Sweep
from kinsight.sweep.results import Manifest, Results, Segment


@dataclass(frozen=True)
class Swept:
    """The results as a run left them. `how`: `whole`, `changes` or `nothing` was judged; `reason`: why everyone was; `judged`
    children, in so many `seconds`."""

    results: Results
    manifest: Manifest
    workspace: Workspace
    head: dict[str, int]
    knowledge: Knowledge
    how: str
    judged: int
    seconds: float
    reason: str = ""

    @property
    def segment(self) -> str:
        """Name of the newest segment: by it a later sweep knows what a reader has taken over from this one."""
        return self.manifest.segments[-1].name

    @cached_property
    def counts(self) -> dict[str, int]:
        """children, events, spells, owed, only_joined."""
        with self.reading() as db:
            return {**published.counts(db), "events": self.manifest.events}

    def everyone(self) -> Sweep:
        with self.reading() as db:
            return published.everyone(db, self.knowledge, self.manifest.events, self.seconds)

    def changed(self, since: str, on: int) -> Sweep | None:
        """Those whose rows may be others than what segment `since` said on day `on`; None when that is not known."""
        names = [one.name for one in self.manifest.segments]
        if since not in names or on > self.manifest.basis.as_of:
            return None
        judged = self.results.judged(self.manifest.segments[names.index(since) + 1 :])
        with self.reading() as db:
            return published.changed(db, self.knowledge, self.manifest, self.seconds, judged, on)

    @contextmanager
    def reading(self) -> Iterator[Duck]:
        """A database with the results as tables `result_child`, `result_spell` and so on, and what names them."""
        with reading(self.results, self.manifest.segments, self.workspace, self.head) as db:
            published.prepare(db, self.knowledge, self.manifest.basis.as_of)
            yield db


@contextmanager
def reading(folder: Results, segments: Sequence[Segment], workspace: Workspace, head: dict[str, int]) -> Iterator[Duck]:
    """A database with the results of these segments, and the services as they are (`services.make`)."""
    with folder.reading(segments) as con:
        db = Duck(con)
        workspace.attach(con, tables=("service",), head=head)
        # A service that nobody named is looked for among all events: naming results has no need of that.
        con.execute(f"CREATE VIEW records.event AS {select('event', [])}")
        services.make(db)
        yield db
