"""Whether an error says that a database or a file was locked for too long: what was sent is right, and may be sent again."""

import sqlite3

from django.db import OperationalError

from kinsight.store.workspace_locks import WorkspaceBusy

#: Of SQLite, in the low byte of its code: busy, locked. Of PostgreSQL: serialisation failure, deadlock, lock not available.
_SQLITE = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_POSTGRESQL = {"40001", "40P01", "55P03"}


def locked(error: BaseException | None) -> Exception | None:
    """The error of a lock that this one comes from, if it does: Django may raise another on top of it."""
    while error is not None:
        if isinstance(error, WorkspaceBusy | sqlite3.OperationalError) and _is_lock(error):
            return error
        if isinstance(error, OperationalError) and _is_lock(error.__cause__):
            return error
        error = error.__cause__ or error.__context__
    return None


def _is_lock(driver: BaseException | None) -> bool:
    if isinstance(driver, WorkspaceBusy):
        return True
    code = getattr(driver, "sqlite_errorcode", None)
    return (code is not None and code & 0xFF in _SQLITE) or getattr(driver, "sqlstate", None) in _POSTGRESQL
