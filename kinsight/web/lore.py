"""The practice knowledge and the record store, opened once a process."""

from functools import cache

from kinsight.casework.records import Records
from kinsight.rules.kept import load
from kinsight.rules.knowledge import Knowledge
from kinsight.store.workspace import Workspace
from kinsight.web import environment

#: Seconds that a page waits for a lock of the workspace before its reader is asked to try again (pages/busy.py).
PATIENCE = 5.0


@cache
def knowledge() -> Knowledge:
    """Read once: a change of knowledge is a new start of the site, after a new sweep."""
    return load(Workspace(environment.workspace()).beside)


def records() -> Records:
    return Records(environment.workspace(), knowledge(), patience=PATIENCE)
