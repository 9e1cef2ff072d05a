"""The database's own refusal to change, remove or replace a row of the audit, or to set its head back.

Whoever owns the database can take the refusals away again: then `kinsight verify --audit` says so, and finds what was changed.
"""

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from kinsight.store.sql_files import statement

HEAD = "casework_chainhead"
TABLES = ("casework_audit", "casework_accesslog", "casework_breakglass", "casework_breakglassreview")
_SAYS = "the audit is append-only"
_BACK = "NEW.id <> OLD.id OR NEW.sequence < OLD.sequence OR (NEW.sequence = OLD.sequence AND NEW.hash <> OLD.hash)"


def wanted(vendor: str) -> dict[str, tuple[str, str]]:
    """Name of each trigger → its table, and what creates it."""
    make = _postgresql if vendor == "postgresql" else _sqlite
    return {f"{table}_{name}": (table, make(table, f"{table}_{name}", when)) for table, name, when in _all(vendor)}


def _all(vendor: str) -> list[tuple[str, str, str]]:
    """(table, name, when). SQLite's REPLACE removes a row without asking a trigger against removing."""
    if vendor == "postgresql":
        rows = [(t, "append_only", "BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW") for t in TABLES]
        head = [
            (HEAD, "forward", f"BEFORE UPDATE ON {{0}} FOR EACH ROW WHEN ({_BACK})"),
            (HEAD, "no_delete", "BEFORE DELETE ON {0} FOR EACH ROW"),
        ]
        return rows + head + [(t, "no_truncate", "BEFORE TRUNCATE ON {0} FOR EACH STATEMENT") for t in (*TABLES, HEAD)]
    there = "BEFORE INSERT ON {{0}} WHEN EXISTS (SELECT 1 FROM {{0}} WHERE id = NEW.id{0})"
    rows = [
        row
        for t in TABLES
        for row in (
            (t, "append_only", "BEFORE UPDATE ON {0}"),
            (t, "no_delete", "BEFORE DELETE ON {0}"),
            (t, "no_replace", there.format(" OR sequence = NEW.sequence")),
        )
    ]
    return [
        *rows,
        (HEAD, "forward", f"BEFORE UPDATE ON {{0}} WHEN {_BACK}"),
        (HEAD, "no_delete", "BEFORE DELETE ON {0}"),
        (HEAD, "no_replace", there.format("")),
    ]


def _sqlite(table: str, name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {when.format(table)} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"


def _postgresql(table: str, name: str, when: str) -> str:
    return f"CREATE TRIGGER {name} {when.format(table)} EXECUTE FUNCTION casework_append_only()"


def missing() -> list[str]:
    """Triggers that should be there and are not, or were disabled or written anew."""
    with connection.cursor() as cursor:
        there = _there(cursor, connection.vendor)
    return sorted(name for name, (_, words) in wanted(connection.vendor).items() if there.get(name) != words)


def _there(cursor: CursorWrapper, vendor: str) -> dict[str, str]:
    """Name → the statement that made it; of PostgreSQL, which keeps it in words of its own, the one we would give if it is on."""
    if vendor == "postgresql":
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND tgfoid = 'casework_append_only'::regproc"
        )
        on = {name for (name,) in cursor.fetchall()}
        return {name: words for name, (_, words) in wanted(vendor).items() if name in on}
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())


def install(editor: BaseDatabaseSchemaEditor) -> None:
    """Create every trigger; those that stand are made anew."""
    vendor = editor.connection.vendor
    if vendor == "postgresql":
        editor.execute(statement("append_only_function", "kinsight.casework", says=_SAYS))
    remove(editor)
    for _, words in wanted(vendor).values():
        editor.execute(words, None)


def remove(editor: BaseDatabaseSchemaEditor) -> None:
    """Drop those that stand."""
    vendor = editor.connection.vendor
    for name, (table, _) in wanted(vendor).items():
        editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else ""), None)
