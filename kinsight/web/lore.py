"""The practice knowledge and the record store, opened once a process."""

from functools import cache

from kinsight.casework.records import Records
from kinsight.practice.knowledge import Knowledge, load
from kinsight.web import environment


@cache
def knowledge() -> Knowledge:
    """Read once: a change of knowledge is a new start of the site, after a new sweep."""
    return load()


def records() -> Records:
    return Records(environment.workspace(), knowledge())
