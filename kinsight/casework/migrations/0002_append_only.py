"""The database itself refuses to change what was audited.

SQLite gets no trigger against DELETE: whoever holds its file can do anything, and Django empties test tables with it.
PostgreSQL refuses both to the role that serves the site.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("casework_audit", "casework_accesslog", "casework_breakglass")
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION casework_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$ LANGUAGE plpgsql
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRESQL)
    for table in TABLES:
        schema_editor.execute(trigger(schema_editor.connection.vendor, table))


def trigger(vendor: str, table: str) -> str:
    if vendor == "postgresql":
        return (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION casework_append_only()"
        )
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    )


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on = {"postgresql": " ON {0}"}.get(schema_editor.connection.vendor, "")
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on.format(table)}")


class Migration(migrations.Migration):
    dependencies = (("casework", "0001_initial"),)
    operations = (migrations.RunPython(guard, unguard),)
