"""When a version of a record stops being believed: the rule of that, and the rule of which version replaces which.

A version is replaced on the earliest day on which any later version was known; rows of `supersession` say so, perhaps several of one
version, of which the earliest day holds. Both are said here alone: to the views over the records (identity's `believed`), to the families'
store, to what a load writes and to what `kinsight verify` expects.
"""

import pyarrow as pa

from kinsight.store.sql_files import statement

_HERE = "kinsight.store"
#: The window of the later versions of a resource.
LATER = statement("later_versions", _HERE)


def first_days(supersessions: str) -> str:
    """SELECT of (version, superseded): the first day on which each version was no longer believed, of a table or (SELECT …)."""
    return statement("believed", _HERE, supersessions=supersessions)


def first_days_of(supersessions: pa.Table) -> dict[int, int]:
    """The same by version, of rows that are in memory: those of one load are too few to start a database for."""
    rows = supersessions.group_by("version").aggregate([("superseded", "min")])
    return dict(zip(rows["version"].to_pylist(), rows["superseded_min"].to_pylist(), strict=True))


def replaced(versions: str) -> str:
    """SELECT of (version, superseded, load): what `supersession` should say of the versions in a table like `resource`."""
    return statement("replaced", _HERE, versions=versions, later=LATER)
