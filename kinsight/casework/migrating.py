"""The site's database brought up to date, so that a kill at any moment leaves one that can be brought up to date again."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from kinsight.casework import guards


def bring_up_to_date() -> None:
    """Apply the migrations that are not yet applied, each whole or not at all; then see that the audit is guarded."""
    whole = _Whole(connection)
    whole.migrate(whole.loader.graph.leaf_nodes())
    call_command("migrate", verbosity=0, interactive=False)  # permissions, and whatever else follows migrations
    guard_again()


def guard_again() -> None:
    """Put back the guards of the audit that are not there: SQLite loses them with a table that a migration makes anew."""
    from kinsight.casework.actions.audit_row import audit  # Django is only now set up

    if gone := guards.missing():
        with connection.schema_editor(atomic=True) as editor:
            guards.install(editor)
        audit(by=None, what="guards-put-back", guards=gone)


class _Whole(MigrationExecutor):
    """Django notes most migrations only after the transaction that applied them: killed between the two, it would apply them a
    second time, to tables that stand already, and fail for ever. Here the note is part of the transaction."""

    def apply_migration(
        self, state: ProjectState, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> ProjectState:
        """Apply a migration and note that it was, in one transaction."""
        with self.connection.schema_editor(atomic=migration.atomic) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:  # constraints and indexes, which would follow the note otherwise
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]  # its types are of Django 6
        return state
