"""The practice knowledge and the record store, opened once a process."""

from functools import cache

from kinsight.casework.records import Records, read_knowledge
from kinsight.rules.schema.knowledge import Knowledge
from kinsight.web import environment

#: Seconds that a page waits for a lock of the workspace before its reader is asked to try again (web/busy.py).
PATIENCE = 5.0


@cache
def knowledge() -> Knowledge:
    """Read once: a change of knowledge is a new start of the site, after a new sweep."""
    return read_knowledge(environment.workspace())


def records() -> Records:
    """The workspace of this site, read with its knowledge."""
    return Records(environment.workspace(), knowledge(), patience=PATIENCE)
