"""Some children judged at once, for the site: after a fact about them was recorded."""

from time import perf_counter

from kinsight.engine.families import inputs
from kinsight.practice.knowledge import Knowledge
from kinsight.records.store import Workspace
from kinsight.signals import onefamily, scope
from kinsight.sweep import published, results
from kinsight.sweep.published import Sweep
from kinsight.sweep.results import PUBLISHED


def sweep_children(workspace: Workspace, children: list[str], as_of: int, knowledge: Knowledge) -> Sweep:
    """As `run.sweep`, for these children alone (NHS numbers or references); their relatives are read as evidence only."""
    started = perf_counter()
    with onefamily.opened(workspace, knowledge) as (db, judge):
        scope.read(db, children)
        inputs.build(db, as_of)
        onefamily.keep_children(db, scope.child_keys(db))
        judge.all(db)
        results.make(db, PUBLISHED)
        events = int(db.rows("SELECT count(*) AS n FROM event")[0]["n"])
        db.keep("title", published.titles(knowledge))
        return published.everyone(db, knowledge, events, perf_counter() - started)
