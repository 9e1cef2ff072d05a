"""Rows of a child are found by the index of the constraint, which begins with the child: a second one cost every publication."""

from typing import Any

from django.db import migrations, models
from django.db.models.deletion import PROTECT


def _child(rows: str) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey("casework.child", PROTECT, db_index=False, related_name=rows)


class Migration(migrations.Migration):
    dependencies = (("casework", "0003_publication_mark"),)
    operations = (
        migrations.AlterField("owed", "child", _child("owed")),
        migrations.AlterField("pattern", "child", _child("patterns")),
    )
