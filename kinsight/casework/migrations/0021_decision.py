"""Decisions: why something owed is not done."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from kinsight.casework.models.decisions import Ending

_THING = ["child", "expectation", "anchor", "trigger"]
_PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = (
        ("casework", "0020_owed_by_one_service"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        migrations.CreateModel(
            "Decision",
            [
                ("id", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)),
                (
                    "child",
                    models.ForeignKey("casework.child", _PROTECT, related_name="decisions", db_index=False),
                ),
                ("expectation", models.CharField(max_length=120)),
                ("anchor", models.BigIntegerField()),
                ("trigger", models.DateField()),
                ("ending", models.CharField(max_length=20, choices=Ending.choices)),
                ("reason", models.TextField()),
                ("decided_on", models.DateField()),
                ("review_on", models.DateField()),
                ("stands", models.BooleanField(default=True)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, _PROTECT, related_name="+")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            {
                "constraints": (
                    models.UniqueConstraint(fields=_THING, condition=Q(stands=True), name="one_decision_stands"),
                )
            },
        ),
    )
