"""Each row of the audit is tied to the one before by its hash; the rows that stand are tied in the order of their times.

Their ids stay. A later row's id is its number in the chain, so the numbers of those that stand end where no id is greater.
"""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.state import StateApps

from kinsight.casework import guards, row_hash
from kinsight.casework.models import audit as shapes

_OLD = ("Audit", "AccessLog", "BreakGlass")


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Those of an earlier migration too: rows are about to be written to, and SQLite makes the tables anew."""
    for table in guards.TABLES[:3]:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only{on}")


def tie(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The chain over what stands, and its head."""
    models = [apps.get_model("casework", name) for name in _OLD]
    counts = [
        (model.objects.count(), model.objects.order_by("pk").values_list("pk", flat=True).last() or 0)
        for model in models
    ]
    number = max(sum(count for count, _ in counts), *(last for _, last in counts)) - sum(count for count, _ in counts)
    previous = ""
    batch: dict[str, list[Any]] = {name: [] for name in _OLD}
    for _, name, row in merge(*(_rows(model) for model in models), key=lambda one: one[0]):
        number += 1
        row.sequence, row.previous = number, previous
        row.hash = previous = row_hash.digest(row_hash.content(getattr(shapes, name), vars(row)))
        batch[name].append(row)
        if len(batch[name]) >= 2_000:
            _write(apps, name, batch)
    for name in _OLD:
        _write(apps, name, batch)
    apps.get_model("casework", "ChainHead").objects.create(pk=1, sequence=number, hash=previous)


def _rows(model: Any) -> Iterator[tuple[datetime, str, Any]]:
    return ((row.at, model.__name__, row) for row in model.objects.order_by("pk").iterator(2_000))


def _write(apps: StateApps, name: str, batch: dict[str, list[Any]]) -> None:
    apps.get_model("casework", name).objects.bulk_update(batch[name], ["sequence", "previous", "hash"], batch_size=200)
    batch[name].clear()


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(editor)


def unguard_all(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(editor)


def _number(null: bool) -> "models.BigIntegerField[Any, Any]":
    return models.BigIntegerField(null=null, unique=True, editable=False)


def _hash(null: bool, blank: bool = False) -> "models.CharField[Any, Any]":
    return models.CharField(max_length=64, null=null, blank=blank, editable=False)


def _columns(change: type[FieldOperation], null: bool) -> list[FieldOperation]:
    """The chain's columns in each table."""
    fields = {"sequence": _number(null), "previous": _hash(null, blank=True), "hash": _hash(null)}
    return [change(model.lower(), name, field) for model in _OLD for name, field in fields.items()]


def _person(to: str, null: bool = True) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(to, django.db.models.deletion.PROTECT, null=null, related_name="+")


_AT = models.DateTimeField(default=django.utils.timezone.now, editable=False, db_index=True)
_REVIEW: "list[tuple[str, models.Field[Any, Any]]]" = [
    ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
    ("at", _AT), ("sequence", _number(False)), ("previous", _hash(False, blank=True)), ("hash", _hash(False)),
    ("outcome", models.CharField(max_length=40)), ("note", models.TextField(blank=True)),
    ("by", _person(settings.AUTH_USER_MODEL)), ("child", _person("casework.child")),
    ("opening", models.OneToOneField("casework.breakglass", django.db.models.deletion.PROTECT, related_name="review")),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("casework", "0015_sign_in"),)
    operations = (
        migrations.RunPython(unguard, migrations.RunPython.noop),
        migrations.CreateModel(
            "ChainHead",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.BigIntegerField(default=0)),
                ("hash", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.AddField(
            "accesslog", "os_user", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField(
            "breakglass", "kind", models.CharField(blank=True, default="", max_length=40), preserve_default=False
        ),
        *(migrations.AlterField(model.lower(), "at", _AT) for model in _OLD),
        *_columns(migrations.AddField, null=True),
        migrations.RunPython(tie, migrations.RunPython.noop),
        *_columns(migrations.AlterField, null=False),
        migrations.CreateModel("BreakGlassReview", _REVIEW, options={"abstract": False}),
        migrations.RunPython(guard, unguard_all),
    )
