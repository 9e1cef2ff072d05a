"""The families' store: what it costs to make, how long the first picture after a load waits for it, and when a recorded fact is in it."""

from uuid import UUID

import duckdb

from bench import floor
from bench.line import AS_OF, Figures
from bench.measure import Took, both, in_turn, once, ratios, scaled
from kinsight.engine.families import reading, updating
from kinsight.engine.families.store import Store
from kinsight.ingest import record_fact
from kinsight.picture import page_data
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.store.workspace import Workspace

#: What is recorded about each child.
CONCEPT = "was-not-brought"


def making(workspace: Workspace, known: Knowledge, child: str, times: int) -> Figures:
    """Families joined and written anew against DuckDB reading and sorting what they are made of; and a picture that waits for it."""
    jobs = {
        "making": lambda: _anew(workspace, known),
        "sorting": lambda: _sorted(workspace),
        "first": lambda: _first_picture(workspace, known, child),
    }
    took = in_turn(jobs, times)
    return {
        "ratio_sorting": both(ratios(took["making"], took["sorting"])), "seconds": both(took["making"]),
        "sorting_seconds": both(took["sorting"]), "first_picture": both(took["first"]),
        "megabytes": sum(file.stat().st_size for file in Store(workspace).root.rglob("*") if file.is_file()) / 1e6,
    }  # fmt: skip


def _anew(workspace: Workspace, known: Knowledge) -> None:
    Store(workspace).drop()
    updating.current(workspace, AS_OF, known, everyone=True)


def _first_picture(workspace: Workspace, known: Knowledge, child: str) -> None:
    Store(workspace).drop()
    page_data(workspace, child, AS_OF, known)


def _sorted(workspace: Workspace) -> None:
    with duckdb.connect() as con:
        workspace.attach(con, tables=tuple(floor.RECORDED))
        floor.sort_records(con)


def recorded(workspace: Workspace, known: Knowledge, children: list[str]) -> Figures:
    """A fact about each child is recorded as the site does it, one after another; from each commit to that family judged with it.

    Raises AssertionError where the fact is not in the family.
    """
    updating.current(workspace, AS_OF, known)
    by = _service(workspace)
    turns = [_fact(workspace, known, child, by, number) for number, child in enumerate(children)]
    return {
        "writing_ms": both(scaled([writing for writing, _ in turns], 1000)),
        "judged_ms": both(scaled([judged for _, judged in turns], 1000)),
    }


def _fact(workspace: Workspace, known: Knowledge, child: str, by: str, number: int) -> tuple[Took, Took]:
    name, families = str(UUID(int=number)), []
    writing = once(
        lambda: record_fact.fact(
            workspace,
            ref_id=name,
            person_ref=child,
            concept=CONCEPT,
            on=AS_OF,
            known=AS_OF,
            service_ref=by,
            by="bench",
            note=None,
            knowledge=known,
        )
    )
    judged = once(lambda: families.append(reading.read(workspace, child, AS_OF, known, views=True)))
    assert f"Observation/{name}" in {fact.ref for fact in families[0].facts}, "the fact is not in the family"
    return writing, judged


def _service(workspace: Workspace) -> str:
    """A service that writes in the district."""
    with duckdb.connect() as con:
        workspace.attach(con, tables=("service",))
        return str(con.execute("SELECT min(ref) FROM records.service").fetchall()[0][0])
